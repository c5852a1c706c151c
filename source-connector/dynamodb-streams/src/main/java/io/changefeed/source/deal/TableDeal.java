/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.deal;

import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.record.TableStream;
import java.time.Instant;
import java.util.List;

/**
 * What a task is told of one table.
 *
 * @param firstStart when it was first read
 * @param first whether this deal was made when nothing was stored of the table
 * @param slots those that are this task's
 */
public record TableDeal(TableStream table, Instant firstStart, boolean first, List<SlotDeal> slots) {
    public TableDeal {
        slots = List.copyOf(slots);
    }

    public TableOffset offset() {
        return new TableOffset(table.streamArn(), table.generation(), firstStart);
    }
}
