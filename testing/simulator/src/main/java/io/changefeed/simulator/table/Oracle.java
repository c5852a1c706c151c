/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;

/**
 * The records that were written to the streams of a table: for each item, by its key in DynamoDB JSON, its changes in
 * order. A reader that has read everything must have seen exactly these.
 */
public record Oracle(Map<String, List<Written>> byKey) {
    /** A record in a stream. */
    public record Written(String eventId, String sequenceNumber, String shardId, Change.EventName eventName) {}

    /** The ids of the records of each item, in order. */
    public Map<String, List<String>> eventIds() {
        return byKey.entrySet().stream()
                .collect(toMap(
                        Map.Entry::getKey,
                        item -> item.getValue().stream().map(Written::eventId).toList()));
    }

    /** The total number of records. */
    public int size() {
        return byKey.values().stream().mapToInt(List::size).sum();
    }
}
