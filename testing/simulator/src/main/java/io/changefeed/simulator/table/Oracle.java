/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import java.util.List;
import java.util.Map;

/**
 * The records that were written to the streams of a table: for each item, by its key in DynamoDB JSON, its changes in
 * order. A reader that has read everything must have seen exactly these.
 */
public record Oracle(Map<String, List<Written>> byKey) {
    /** A record in a stream. */
    public record Written(String eventId, String sequenceNumber, String shardId, Change.EventName eventName) {}

    /** The total number of records. */
    public int size() {
        return byKey.values().stream().mapToInt(List::size).sum();
    }
}
