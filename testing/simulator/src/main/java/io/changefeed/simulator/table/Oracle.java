/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import java.util.List;
import java.util.Map;

/**
 * What was written to a table's streams: per item, by its key in DynamoDB JSON, its changes in order. What a reader
 * must have seen once it has read everything.
 */
public record Oracle(Map<String, List<Written>> byKey) {
    /** A record in a stream. */
    public record Written(String eventId, String sequenceNumber, String shardId, Change.EventName eventName) {}

    /** How many records were written in all. */
    public int size() {
        return byKey.values().stream().mapToInt(List::size).sum();
    }
}
