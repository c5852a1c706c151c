/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.record.ConvertedChange;
import io.changefeed.source.record.ConvertedEvent;
import io.changefeed.source.record.PageConversion;
import io.changefeed.source.record.SnapshotRow;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how many bytes of heap converted events take until Kafka Connect has acknowledged them. The size that
 * DynamoDB reports says little about it: 40 short attributes in nested maps take 26 KB, and 3 KB as JSON.
 *
 * <p>The constants were measured on a 64-bit JVM with compressed pointers, as the heap that pages of different records
 * take in each format. The estimate is between 0.95 and 1.45 times the measured value.
 */
final class HeapWeight {
    /** The objects of an event and its record, here and in Connect, without keys and values. */
    private static final long EVENT_BYTES = 480;

    /** What the values of one table share: the names of fields, and most of the texts of the source block. */
    private static final long SHARED_STRUCT_BYTES = 850;

    private static final long SHARED_MAP_BYTES = 2_400;

    private static final long ARRAY_BYTES = 16;
    private static final long STRING_BYTES = 44;
    private static final long BOXED_BYTES = 16;
    private static final long STRUCT_BYTES = 40;
    private static final long REFERENCE_BYTES = 4;
    private static final long LIST_BYTES = 64;
    private static final long MAP_BYTES = 136;
    private static final long ENTRY_BYTES = 40;
    private static final int MAX_LATIN_1 = 0xFF;

    private HeapWeight() {}

    /** The weight of the events of a page. */
    static long of(PageConversion page) {
        long bytes = 0;
        for (ConvertedChange change : page.changes()) {
            bytes += of(change.event());
        }
        return bytes;
    }

    /** The weight of rows. A row that cannot be converted counts nothing: the task fails. */
    static long of(List<SnapshotRow> rows) {
        long bytes = 0;
        for (SnapshotRow row : rows) {
            bytes += row.isConverted() ? of(row.event()) : 0;
        }
        return bytes;
    }

    private static long of(ConvertedEvent event) {
        return EVENT_BYTES
                + value(event.key().value())
                + envelope(event.value().value())
                + event.tombstoneHeader().map(HeapWeight::text).orElse(0L);
    }

    private static long envelope(@Nullable Object value) {
        long shared = value instanceof Struct ? SHARED_STRUCT_BYTES : value instanceof Map ? SHARED_MAP_BYTES : 0;
        return Math.max(0, value(value) - shared);
    }

    /** Recursive: DynamoDB nests values at most 32 levels deep. */
    private static long value(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return 0;
        }
        if (value instanceof byte[] bytes) {
            return ARRAY_BYTES + bytes.length;
        }
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof Struct struct) {
            return struct(struct);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map);
        }
        if (value instanceof Collection<?> list) {
            long bytes = LIST_BYTES;
            for (Object element : list) {
                bytes += REFERENCE_BYTES + value(element);
            }
            return bytes;
        }
        return value instanceof ByteBuffer buffer ? STRUCT_BYTES + ARRAY_BYTES + buffer.remaining() : BOXED_BYTES;
    }

    private static long struct(Struct struct) {
        long bytes = STRUCT_BYTES;
        for (Field field : struct.schema().fields()) {
            bytes += REFERENCE_BYTES + value(struct.get(field));
        }
        return bytes;
    }

    private static long map(Map<?, ?> map) {
        long bytes = MAP_BYTES;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            bytes += ENTRY_BYTES + value(entry.getKey()) + value(entry.getValue());
        }
        return bytes;
    }

    /** A string takes one byte a character, or two if one of its characters is not in Latin-1. */
    private static long text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > MAX_LATIN_1) {
                return STRING_BYTES + 2L * text.length();
            }
        }
        return STRING_BYTES + text.length();
    }
}
