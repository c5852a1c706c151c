/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The latest remove events that a consumer has read, without those whose tombstones it has read. A tombstone that follows
 * no such event replaces it: log compaction removes the event before the tombstone.
 *
 * <p>Used by one thread. The records of a partition are read in order.
 */
public final class RecentRemoves {
    /** Tasks of the source interleave their records, so a few can be between a remove and its tombstone. */
    private static final int MAX_REMOVES = 1_000;

    /** Event ids. */
    private final Set<String> removes = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_REMOVES;
        }
    });

    /** Adds a remove event that was read. Other events are ignored. */
    public void add(ChangeEvent event) {
        if (event.operation() == Operation.REMOVE) {
            removes.add(event.source().eventId());
        }
    }

    /** Removes the event of a tombstone, and returns whether it was read before. */
    public boolean remove(ChangeEvent event) {
        return removes.remove(event.source().eventId());
    }
}
