/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import io.changefeed.event.Order;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The effect of one change of a source item on the target table. Both parts carry the order of the change, so repeating
 * either of them has no effect.
 *
 * @param time when the source item changed
 * @param put the row that shows the item after the change
 * @param delete the key of the row that showed the item before the change; never the key of {@code put}
 */
public record RowChange(ItemId item, Order order, Instant time, Optional<Row> put, Optional<RowKey> delete) {
    /** @throws IllegalArgumentException if the same row is put and deleted */
    public RowChange {
        if (delete.isPresent() && delete.equals(put.map(Row::key))) {
            throw new IllegalArgumentException("one change cannot put and delete the same row");
        }
    }

    /** This change without the row that it puts. */
    public RowChange withoutPut() {
        return new RowChange(item, order, time, Optional.empty(), delete);
    }

    /** This change without the row that it deletes. */
    public RowChange withoutDelete() {
        return new RowChange(item, order, time, put, Optional.empty());
    }

    /** The keys of the affected rows: none, one, or two. */
    public List<RowKey> keys() {
        return Stream.concat(put.map(Row::key).stream(), delete.stream()).toList();
    }
}
