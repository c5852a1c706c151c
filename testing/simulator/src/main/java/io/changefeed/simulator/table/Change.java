/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of an item.
 *
 * @param before the old item; empty if it did not exist
 * @param after the new item; empty if it was removed
 * @param time the ApproximateCreationDateTime, truncated to seconds in responses
 * @param identity the identity of the service that made the change; empty for users
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
