/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.RowVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The version of one row that a change writes. */
record RowWrite(RowKey key, ItemId item, RowVersion version) {
    /**
     * The writes of a change. The new row comes first, so that readers always find the item in at least one row.
     *
     * @param expires when the tombstone of a deleted row expires
     */
    static List<RowWrite> of(RowChange change, Instant expires) {
        List<RowWrite> writes = new ArrayList<>();
        change.put()
                .ifPresent(row -> writes.add(new RowWrite(
                        row.key(), change.item(), new RowVersion.Live(change.order(), change.time(), row.columns()))));
        change.delete()
                .ifPresent(key -> writes.add(new RowWrite(
                        key, change.item(), new RowVersion.Tombstone(change.order(), change.time(), expires))));
        return writes;
    }
}
