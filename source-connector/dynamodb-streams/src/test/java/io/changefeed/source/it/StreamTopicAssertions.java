/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import io.changefeed.event.TopicRecord;
import io.changefeed.source.it.Topic.Received;
import io.changefeed.source.record.SdkImages;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Compares the records of a stream with the records of its topic. */
public final class StreamTopicAssertions {
    private StreamTopicAssertions() {}

    /**
     * The topic has every record of the stream once, with its images, in order for each item, each item in one
     * partition.
     */
    static void assertSame(List<Record> stream, List<Received> topic) {
        List<ChangeEvent> changes =
                topic.stream().filter(Received::isChange).map(Received::change).toList();
        List<String> streamIds = stream.stream().map(Record::eventID).toList();
        List<String> topicIds =
                changes.stream().map(change -> change.source().eventId()).toList();
        assertThat(topicIds).as("lost or unexpected events").hasSameElementsAs(streamIds);
        assertThat(topicIds).as("duplicate events").doesNotHaveDuplicates();
        assertThat(ordersByItem(changes))
                .as("items with reordered events")
                .allSatisfy((item, orders) -> assertThat(orders).isSorted());
        assertSameImages(stream, changes);
        assertOnePartitionPerKey(topic);
        assertTombstones(topic);
    }

    private static Map<Object, List<String>> ordersByItem(List<ChangeEvent> changes) {
        return changes.stream()
                .collect(groupingBy(
                        change -> change.key().attributes(),
                        mapping(change -> change.source().order().text(), toList())));
    }

    private static void assertSameImages(List<Record> stream, List<ChangeEvent> changes) {
        Map<String, ChangeEvent> byId = new HashMap<>();
        changes.forEach(change -> byId.put(change.source().eventId(), change));
        for (Record record : stream) {
            ChangeEvent change = requireNonNull(byId.get(record.eventID()));
            assertThat(change.operation().name()).isEqualTo(record.eventNameAsString());
            assertThat(change.before()).isEqualTo(SdkImages.oldImage(record));
            assertThat(change.after()).isEqualTo(SdkImages.newImage(record));
            assertThat(change.source().sequenceNumber())
                    .hasValue(record.dynamodb().sequenceNumber());
        }
    }

    private static void assertOnePartitionPerKey(List<Received> topic) {
        Map<ByteBuffer, List<Integer>> partitions =
                topic.stream().collect(groupingBy(Received::key, mapping(Received::partition, toList())));
        assertThat(partitions).allSatisfy((key, seen) -> assertThat(seen).containsOnly(seen.get(0)));
    }

    /** Each delete event is followed by a tombstone, and there are no other tombstones. */
    public static void assertTombstones(List<Received> topic) {
        Map<ByteBuffer, List<TopicRecord>> byKey =
                topic.stream().collect(groupingBy(Received::key, mapping(Received::record, toList())));
        byKey.values().forEach(records -> {
            List<TopicRecord> expected = new ArrayList<>();
            for (TopicRecord record : records) {
                if (record instanceof ChangeEvent change) {
                    expected.add(change);
                    if (change.operation() == Operation.REMOVE) {
                        expected.add(new TopicRecord.Tombstone());
                    }
                }
            }
            assertThat(records).as("events and tombstones of an item").isEqualTo(expected);
        });
    }
}
