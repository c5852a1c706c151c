/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of an item.
 *
 * @param before the item as it was; empty when there was none
 * @param after the item as it is; empty when there is none
 * @param time the ApproximateCreationDateTime, cut to the second on the wire
 * @param identity who made it, where it was not a user
 */
public record Change(
        ObjectNode key,
        Optional<ObjectNode> before,
        Optional<ObjectNode> after,
        Instant time,
        Optional<UserIdentity> identity) {
    /** The event names of DynamoDB Streams. */
    public enum EventName {
        INSERT,
        MODIFY,
        REMOVE
    }

    public EventName eventName() {
        if (before.isEmpty()) {
            return EventName.INSERT;
        }
        return after.isPresent() ? EventName.MODIFY : EventName.REMOVE;
    }
}
