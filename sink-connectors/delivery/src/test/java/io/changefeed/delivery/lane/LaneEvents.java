/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.lane;

import io.changefeed.delivery.Changes;
import io.changefeed.delivery.Records;
import io.changefeed.delivery.offset.Ledger;
import io.changefeed.delivery.offset.Receipt;
import io.changefeed.event.ChangeEvent;
import java.time.Instant;
import java.util.List;

/** Events in lanes, numbered as they are made. */
public final class LaneEvents {
    private final Ledger ledger = new Ledger();
    private long number;

    /** An event of an item, by the route {@code r}. */
    public LaneEvent of(String item) {
        return of(item, "r", 100, Changes.TIME);
    }

    public LaneEvent of(String item, String route, long bytes, Instant arrived) {
        ChangeEvent event = Changes.update(item, number);
        Receipt receipt = ledger.begin(Records.ORDERS, number, bytes, Changes.TIME);
        PendingEvent pending =
                new PendingEvent(event, Records.record(Records.ORDERS, number, event), bytes, arrived, receipt);
        return new LaneEvent(number++, LaneKey.of(event), route, pending, Failures.NONE);
    }

    /** Makes void all that were made so far. */
    public void makeVoid() {
        ledger.close(List.of(Records.ORDERS));
    }
}
