/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemKey;

/** Identifies an item among the items of all tables. The events of an item form one lane. */
record LaneKey(String region, String account, String table, ItemKey key) {
    static LaneKey of(ChangeEvent event) {
        return new LaneKey(
                event.source().region(),
                event.source().account(),
                event.source().table(),
                event.key());
    }
}
