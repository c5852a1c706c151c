/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.event.ItemKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which items of a table had a change handed over while a read of the table was under way.
 *
 * <p>Why a snapshot and the stream converge: a consistent read that is sent at some time sees every change that was
 * handed over before. Of a change that is handed over between that time and the hand-over of the read's rows, nobody
 * knows whether the read saw it; the row of its item may be older, and must not come after it.
 */
public final class SnapshotWindows {
    private final Set<SnapshotWindow> open = ConcurrentHashMap.newKeySet();

    /** Call it before the read is sent. */
    SnapshotWindow open() {
        SnapshotWindow window = new SnapshotWindow();
        open.add(window);
        return window;
    }

    /** A change of this item is being handed over. */
    public void emitted(ItemKey key) {
        open.forEach(window -> window.keys.add(key));
    }

    /** One read that is under way. Compared by identity. */
    public final class SnapshotWindow {
        private final Set<ItemKey> keys = ConcurrentHashMap.newKeySet();

        private SnapshotWindow() {}

        /** Whether a change of this item was handed over since the read was sent. */
        public boolean hasChanged(ItemKey key) {
            return keys.contains(key);
        }

        /** Ends the overlap: the rows are being handed over, or never will be. */
        public void close() {
            open.remove(this);
        }
    }
}
