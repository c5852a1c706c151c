/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.data.SchemaAndValue;

/**
 * The open windows of a table's snapshot, one for each read, with the items that changed within them.
 *
 * <p>They make the snapshot and the stream converge. A consistent read sees every change that was emitted before the
 * read was sent. It may or may not see a change that is emitted later, before its rows are emitted. The row of such an
 * item may be older than the change, and must not be emitted after it.
 */
public final class SnapshotWindows {
    private final Set<SnapshotWindow> open = ConcurrentHashMap.newKeySet();

    /** Opens a window. Called before a read is sent. */
    SnapshotWindow open() {
        SnapshotWindow window = new SnapshotWindow();
        open.add(window);
        return window;
    }

    /**
     * A change of an item is being emitted.
     *
     * @param key of the record, which all records of the item share
     */
    public void emitted(SchemaAndValue key) {
        open.forEach(window -> window.keys.add(comparable(key)));
    }

    private static Object comparable(SchemaAndValue key) {
        return key.value() instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : key.value();
    }

    /** The window of one read. Compared by identity. */
    public final class SnapshotWindow {
        private final Set<Object> keys = ConcurrentHashMap.newKeySet();

        private SnapshotWindow() {}

        /**
         * Whether a change of an item was emitted since the read was sent.
         *
         * @param key of the item's records
         */
        public boolean hasChanged(SchemaAndValue key) {
            return !keys.isEmpty() && keys.contains(comparable(key));
        }

        /** Closes the window: the rows are emitted or dropped. */
        public void close() {
            open.remove(this);
        }
    }
}
