/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import io.changefeed.source.lineage.Slot;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Checks what a person sends to {@code PATCH /connectors/<name>/offsets} before Connect stores it. */
public final class OffsetEdits {
    private static final Pattern TABLE_ARN = Pattern.compile("arn:\\S+:table/[^/\\s]+");

    private OffsetEdits() {}

    /**
     * Accepts every form that the connector itself writes, and null, which forgets the partition.
     *
     * @throws ConnectException when a partition or an offset is not ours; the message says which and why
     */
    public static void check(Map<Map<String, ?>, ? extends @Nullable Map<String, ?>> edits) {
        edits.forEach((partition, offset) -> {
            try {
                check(partition, offset);
            } catch (IllegalArgumentException e) {
                throw new ConnectException("Offset refused for partition " + partition + ": " + e.getMessage(), e);
            }
        });
    }

    private static void check(Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        if (partition.size() == 1 && partition.get(SlotOffset.PARTITION) instanceof String slot) {
            Slot.parse(slot);
            if (offset != null) {
                SlotOffset.fromMap(offset);
            }
        } else if (partition.size() == 1 && partition.get(TableOffset.PARTITION) instanceof String table) {
            requireTableArn(table);
            if (offset != null) {
                TableOffset.fromMap(offset);
            }
        } else {
            throw new IllegalArgumentException(
                    "expected {\"slot\": \"<stream ARN>/<0 to 63>\"} or {\"table\": \"<table ARN>\"}");
        }
    }

    private static void requireTableArn(String table) {
        if (!TABLE_ARN.matcher(table).matches()) {
            throw new IllegalArgumentException("'" + table + "' is no table's ARN");
        }
    }
}
