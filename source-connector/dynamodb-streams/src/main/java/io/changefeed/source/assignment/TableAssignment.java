/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.record.TableStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a task is told of one table.
 *
 * @param firstStart when it was first read
 * @param first whether this deal was made when nothing was stored of the table
 * @param slots those that are this task's; all of the table's while there is a snapshot to take
 * @param snapshot to take
 */
public record TableAssignment(
        TableStream table,
        Instant firstStart,
        boolean first,
        List<SlotAssignment> slots,
        Optional<SnapshotAssignment> snapshot) {
    public TableAssignment {
        slots = List.copyOf(slots);
    }

    public TableOffset offset() {
        return new TableOffset(table.streamArn(), table.generation(), firstStart);
    }
}
