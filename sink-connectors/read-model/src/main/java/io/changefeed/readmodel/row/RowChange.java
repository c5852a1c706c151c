/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import io.changefeed.event.Order;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one change of a source item does to the target table. Both parts carry the change's order, so that a repetition
 * of either changes nothing.
 *
 * @param time of the change in the source
 * @param put the row that shows the item now
 * @param delete the key of the row that showed the item before and does not any more; never that of {@code put}
 */
public record RowChange(Owner owner, Order order, Instant time, Optional<Row> put, Optional<RowKey> delete) {
    /** @throws IllegalArgumentException when the row that is put is the one that is deleted */
    public RowChange {
        if (delete.isPresent() && delete.equals(put.map(Row::key))) {
            throw new IllegalArgumentException("a row cannot be put and deleted by one change");
        }
    }

    /** The same change as far as it deletes a row. */
    public RowChange withoutPut() {
        return new RowChange(owner, order, time, Optional.empty(), delete);
    }

    /** The same change as far as it puts a row. */
    public RowChange withoutDelete() {
        return new RowChange(owner, order, time, put, Optional.empty());
    }

    /** The keys of the rows that are written: none, one, or two. */
    public List<RowKey> keys() {
        return Stream.concat(put.map(Row::key).stream(), delete.stream()).toList();
    }
}
