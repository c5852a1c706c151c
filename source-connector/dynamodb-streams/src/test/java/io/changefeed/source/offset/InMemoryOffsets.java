/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Offsets that are stored in memory instead of a Kafka topic. Thread-safe. */
public final class InMemoryOffsets implements OffsetStorageReader {
    private final Map<Map<String, ?>, Map<String, Object>> stored = new HashMap<>();

    public synchronized void put(Map<String, ?> partition, Map<String, ?> offset) {
        stored.put(Map.copyOf(partition), new HashMap<>(offset));
    }

    public synchronized void remove(Map<String, ?> partition) {
        stored.remove(partition);
    }

    public synchronized Map<Map<String, ?>, Map<String, Object>> all() {
        return new HashMap<>(stored);
    }

    @Override
    @SuppressWarnings("NullAway") // the interface is not annotated, and returns null for an unknown partition
    public synchronized <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
        return stored.get(partition);
    }

    @Override
    public synchronized <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
        Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
        for (Map<String, T> partition : partitions) {
            Map<String, Object> offset = stored.get(partition);
            if (offset != null) {
                found.put(partition, offset);
            }
        }
        return found;
    }
}
