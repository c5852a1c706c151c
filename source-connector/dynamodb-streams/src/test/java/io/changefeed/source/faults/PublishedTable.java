/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.event.ChangeEvent;
import io.changefeed.localstack.LocalStack;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.table.Oracle;
import io.changefeed.source.it.StreamTopicAssertions;
import io.changefeed.source.it.Topic;
import java.time.Duration;
import java.util.List;

/** What a consumer of committed records finds of a table on its topic. */
final class PublishedTable implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final LocalStack stack;
    private final SimulatedTable table;
    private final Topic topic;

    PublishedTable(LocalStack stack, SimulatedTable table) {
        this.stack = stack;
        this.table = table;
        this.topic = new Topic(stack, ProcessStage.CONNECTOR + "." + table.name());
    }

    /** The events up to the present end. */
    List<ChangeEvent> readOn() {
        topic.readOn();
        return topic.changes();
    }

    private List<String> eventIds() {
        return readOn().stream().map(event -> event.source().eventId()).toList();
    }

    private DeliveryCounts tally() {
        return DeliveryCounts.of(table.oracle(), eventIds());
    }

    /** Waits until everything that was written is there, while the connector runs on. */
    void awaitAll() {
        Oracle written = table.oracle();
        await("all changes of " + table.name()).atMost(PATIENCE).untilAsserted(() -> {
            DeliveryCounts tally = DeliveryCounts.of(written, eventIds());
            assertThat(tally.isComplete()).as(tally.toString()).isTrue();
        });
    }

    /** Waits until there are so many events, or more. */
    List<ChangeEvent> awaitCount(int count) {
        return await("events of " + table.name())
                .atMost(PATIENCE)
                .until(this::readOn, events -> events.size() >= count);
    }

    /** Waits until everything is there, stops the connector so that nothing more can come, and counts. */
    private DeliveryCounts settle() {
        awaitAll();
        stack.connect().stop(ProcessStage.CONNECTOR);
        stack.connect().awaitStopped(ProcessStage.CONNECTOR, PATIENCE);
        return tally();
    }

    /** Each change once, in order per item, and a tombstone after each remove and nowhere else. */
    DeliveryCounts settleExactlyOnce() {
        DeliveryCounts tally = settle();
        assertThat(tally.isExactlyOnce()).as(tally.toString()).isTrue();
        StreamTopicAssertions.assertTombstones(topic.all());
        return tally;
    }

    /** Nothing lost; what comes again comes in order; the last event of each item is its last change. */
    DeliveryCounts settleAtLeastOnce() {
        DeliveryCounts tally = settle();
        assertThat(tally.isAtLeastOnce()).as(tally.toString()).isTrue();
        return tally;
    }

    @Override
    public void close() {
        topic.close();
    }
}
