/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.lane;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemKey;

/** Which item an event is about, among those of all tables. */
public record LaneKey(String region, String account, String table, ItemKey key) {
    public static LaneKey of(ChangeEvent event) {
        return new LaneKey(
                event.source().region(),
                event.source().account(),
                event.source().table(),
                event.key());
    }
}
