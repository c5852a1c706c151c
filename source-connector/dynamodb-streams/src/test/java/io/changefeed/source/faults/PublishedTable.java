/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.event.ChangeEvent;
import io.changefeed.localstack.LocalStack;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.source.it.StreamTopicAssertions;
import io.changefeed.source.it.Topic;
import io.changefeed.testing.DeliveryCounts;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The events of a table that a read-committed consumer receives from its topic. */
final class PublishedTable implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final LocalStack stack;
    private final SimulatedTable table;
    private final Topic topic;

    PublishedTable(LocalStack stack, SimulatedTable table) {
        this.stack = stack;
        this.table = table;
        this.topic = new Topic(stack, FaultTestBed.CONNECTOR + "." + table.name());
    }

    /** The events up to the end of the topic. */
    List<ChangeEvent> readToEnd() {
        topic.readToEnd();
        return topic.changes();
    }

    private List<String> eventIds() {
        return readToEnd().stream().map(event -> event.source().eventId()).toList();
    }

    private DeliveryCounts counts() {
        return DeliveryCounts.of(table.oracle().eventIds(), eventIds());
    }

    /** Waits until all changes are published, while the connector runs. */
    void awaitAll() {
        Map<String, List<String>> written = table.oracle().eventIds();
        await("all changes of " + table.name()).atMost(TIMEOUT).untilAsserted(() -> {
            DeliveryCounts counts = DeliveryCounts.of(written, eventIds());
            assertThat(counts.isComplete()).as(counts.toString()).isTrue();
        });
    }

    /** Waits until at least this many events are published. */
    List<ChangeEvent> awaitCount(int count) {
        return await("events of " + table.name())
                .atMost(TIMEOUT)
                .until(this::readToEnd, events -> events.size() >= count);
    }

    /** Waits until all changes are published, and stops the connector, so that the counts are final. */
    private DeliveryCounts stopAndCount() {
        awaitAll();
        stack.connect().stop(FaultTestBed.CONNECTOR);
        stack.connect().awaitStopped(FaultTestBed.CONNECTOR, TIMEOUT);
        return counts();
    }

    /** Stops the connector. Each change is published once, in order for each item, with the expected tombstones. */
    DeliveryCounts stopAndAssertExactlyOnce() {
        DeliveryCounts counts = stopAndCount();
        assertThat(counts.isExactlyOnce()).as(counts.toString()).isTrue();
        StreamTopicAssertions.assertTombstones(topic.all());
        return counts;
    }

    /**
     * Stops the connector. No change is lost, duplicates are in order, and the last event of each item is its last
     * change.
     */
    DeliveryCounts stopAndAssertAtLeastOnce() {
        DeliveryCounts counts = stopAndCount();
        assertThat(counts.isAtLeastOnce()).as(counts.toString()).isTrue();
        return counts;
    }

    @Override
    public void close() {
        topic.close();
    }
}
