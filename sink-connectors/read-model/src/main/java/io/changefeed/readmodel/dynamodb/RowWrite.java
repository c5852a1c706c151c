/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.readmodel.claim.Claim;
import io.changefeed.readmodel.row.Owner;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.RowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What an item says of one row. */
record RowWrite(RowKey key, Owner owner, Claim claim) {
    /**
     * The writes of a change, the new row's first: nobody who reads sees the item nowhere.
     *
     * @param expires when the version of a deleted row may be forgotten
     */
    static List<RowWrite> of(RowChange change, Instant expires) {
        List<RowWrite> writes = new ArrayList<>();
        change.put()
                .ifPresent(row -> writes.add(new RowWrite(
                        row.key(), change.owner(), new Claim.Live(change.order(), change.time(), row.columns()))));
        change.delete()
                .ifPresent(key -> writes.add(
                        new RowWrite(key, change.owner(), new Claim.Gone(change.order(), change.time(), expires))));
        return writes;
    }
}
