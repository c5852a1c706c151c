/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Records.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events that are dropped from a buffer that they would fill, and read again later. */
class DeferredEventsTest {
    private static final int MAX_POLL_RECORDS = 20;

    private final SinkLoopHarness sink =
            SinkLoopHarness.with("buffer.max.records", "40", "retry.timeout.ms", "100000000");
    private final NavigableMap<Long, SinkRecord> topic = new TreeMap<>();
    private final List<String> delivered = new ArrayList<>();
    private Predicate<ChangeEvent> isBroken = event -> false;
    private DeliveryResult failure = DeliveryResult.Unavailable.ofRoute("503");
    private long end;
    private long position;
    private int rewinds;
    private int polls;

    @BeforeEach
    void startDestination() {
        sink.destination.routes = event -> event.source().table();
        sink.destination.responder = Optional.of(this::respond);
    }

    private DeliveryResult respond(List<ChangeEvent> events) {
        if (events.stream().anyMatch(isBroken)) {
            return failure;
        }
        events.forEach(event -> delivered.add(event.source().eventId()));
        return DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered());
    }

    private void write(String table, String pk, long number) {
        ChangeEvent event = change(Operation.MODIFY, table, pk, number, item(pk, Map.of()), item(pk, Map.of()));
        topic.put(end, Records.record(ORDERS, end, event));
        end++;
    }

    /** Writes two events of each of a hundred orders, and clients between them. */
    private void writeOrdersAndClients() {
        for (int i = 0; i < 200; i++) {
            write("orders", "o" + i % 100, i / 100);
            if (i % 4 == 0) {
                write("clients", "c" + i, 0);
            }
        }
    }

    /** Calls the task as Connect does, and writes an event of a client every second. */
    private void run(Duration time) {
        Instant stop = sink.scheduler.instant().plus(time);
        while (sink.scheduler.instant().isBefore(stop)) {
            if (polls % 10 == 0) {
                write("clients", "tick", polls);
            }
            poll();
        }
    }

    private void poll() {
        Long requested = sink.context.takeRequestedOffsets().get(ORDERS);
        if (requested != null) {
            position = requested;
            rewinds++;
        }
        List<SinkRecord> polled = sink.context.paused().contains(ORDERS)
                ? List.of()
                : topic.tailMap(position).values().stream()
                        .limit(MAX_POLL_RECORDS)
                        .toList();
        if (!polled.isEmpty()) {
            position = polled.get(polled.size() - 1).kafkaOffset() + 1;
        }
        sink.put(polled.toArray(SinkRecord[]::new));
        sink.scheduler.advance(Duration.ofMillis(100));
        polls++;
    }

    private static boolean isOrder(ChangeEvent event) {
        return event.source().table().equals("orders");
    }

    private List<String> deliveredOf(String item) {
        return delivered.stream().filter(id -> id.startsWith(item + "/")).toList();
    }

    @Test
    void eventsOfAnUnavailableRouteLeaveRoomForOthers() {
        isBroken = DeferredEventsTest::isOrder;
        writeOrdersAndClients();

        run(Duration.ofMinutes(2));

        assertThat(delivered.stream().filter(id -> id.startsWith("c"))).hasSize(50);
        assertThat(delivered.stream().filter(id -> id.startsWith("o"))).isEmpty();
        assertThat(sink.committable(ORDERS, position)).isZero();
    }

    @Test
    void deferredEventsAreDeliveredInOrderWhenTheirRouteIsAvailable() {
        isBroken = DeferredEventsTest::isOrder;
        writeOrdersAndClients();
        run(Duration.ofMinutes(2));

        isBroken = event -> false;
        run(Duration.ofMinutes(12));

        assertThat(rewinds).isPositive();
        for (int i = 0; i < 100; i++) {
            String item = "o" + i;
            assertThat(deliveredOf(item)).containsExactly(item + "/0", item + "/1");
        }
        assertThat(delivered).doesNotHaveDuplicates();
        assertThat(sink.committable(ORDERS, position)).isEqualTo(end);
    }

    @Test
    void eventsBehindAFailingEventAreNotReadAgainInVain() {
        isBroken = event -> event.source().eventId().startsWith("p/");
        failure = DeliveryResult.PerEvent.of(1, new EventResult.Retry("conflict"));
        for (int i = 0; i < 300; i++) {
            write("orders", "p", i);
        }

        run(Duration.ofHours(1));
        assertThat(rewinds).isBetween(1, 2);
        isBroken = event -> false;
        run(Duration.ofMinutes(12));

        assertThat(deliveredOf("p")).hasSize(300).doesNotHaveDuplicates();
        assertThat(deliveredOf("p").get(299)).isEqualTo("p/299");
        assertThat(sink.committable(ORDERS, position)).isEqualTo(end);
    }

    @Test
    void deferredEventsThatTheTopicNoLongerContainsDoNotBlockCommits() {
        isBroken = DeferredEventsTest::isOrder;
        writeOrdersAndClients();
        run(Duration.ofMinutes(2));
        assertThat(topic.headMap(250L).values().removeIf(record -> record.kafkaOffset() > 100))
                .isTrue();

        isBroken = event -> false;
        run(Duration.ofMinutes(12));

        assertThat(delivered).doesNotContain("o99/1").doesNotHaveDuplicates();
        assertThat(sink.committable(ORDERS, position)).isEqualTo(end);
    }

    @Test
    void consumerThatIsRewoundWhileDeferredEventsAreReadDeliversAllOfThem() {
        isBroken = DeferredEventsTest::isOrder;
        writeOrdersAndClients();
        run(Duration.ofMinutes(2));
        isBroken = event -> false;
        while (rewinds == 0) {
            poll();
        }

        position = sink.committable(ORDERS, position);
        run(Duration.ofMinutes(12));

        for (int i = 0; i < 100; i++) {
            String item = "o" + i;
            assertThat(deliveredOf(item)).contains(item + "/0", item + "/1").endsWith(item + "/1");
        }
        assertThat(sink.committable(ORDERS, position)).isEqualTo(end);
    }
}
