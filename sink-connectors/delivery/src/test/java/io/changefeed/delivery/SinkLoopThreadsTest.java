/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static io.changefeed.delivery.Records.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MILLISECOND;
import static org.awaitility.Durations.ONE_MINUTE;

import io.changefeed.connector.Closer;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.testing.FakeSinkTaskContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the loop with a real delivery thread and a destination with several threads. */
@Timeout(180)
class SinkLoopThreadsTest {
    private static final int EVENTS = 20_000;

    @Test
    void destinationIsCalledByOneThreadOnly() throws InterruptedException {
        AsynchronousDestination destination = new AsynchronousDestination();
        FakeSinkTaskContext context = new FakeSinkTaskContext();
        Closer closer = new Closer();
        SinkLoop loop = SinkLoopStarter.start(
                context, new TaskId("threads", 0), config(), closer.register(destination), closer);
        loop.open(List.of(ORDERS));

        for (int i = 0; i < EVENTS; i += 500) {
            loop.put(records(i, 500));
        }
        await().pollInSameThread()
                .pollInterval(ONE_MILLISECOND)
                .atMost(ONE_MINUTE)
                .until(() -> {
                    loop.put(List.of());
                    return committable(loop) == EVENTS;
                });
        closer.close();

        assertThat(destination.callers).hasSize(1).doesNotContain(Thread.currentThread());
        assertThat(destination.delivered).hasSize(EVENTS - EVENTS / 100);
        assertThat(context.reported()).as("reported by the task's thread only").hasSize(EVENTS / 100);
    }

    private static long committable(SinkLoop loop) {
        return loop.preCommit(Map.of(ORDERS, new OffsetAndMetadata(EVENTS))).values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private static List<SinkRecord> records(int first, int count) {
        List<SinkRecord> records = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            records.add(Records.record(ORDERS, i, Changes.update("item-" + i % 777, i)));
        }
        return records;
    }

    private static DeliveryConfig config() {
        ConfigDef definition =
                DeliveryConfig.addTo(new ConfigDef(), new DeliveryDefaults(8, 10, 1_000_000, Duration.ofMillis(1)));
        return new DeliveryConfig(new AbstractConfig(definition, Map.of(), false));
    }

    /** Rejects one event in a hundred. */
    private static final class AsynchronousDestination implements Destination<ChangeEvent> {
        private final ExecutorService responders = Executors.newFixedThreadPool(4);
        private final Set<Thread> callers = ConcurrentHashMap.newKeySet();
        private final Set<String> delivered = ConcurrentHashMap.newKeySet();

        @Override
        public Route route(ChangeEvent head) {
            callers.add(Thread.currentThread());
            return new Route(head.source().table(), head.source().table());
        }

        @Override
        public ChangeEvent prepare(ChangeEvent event) {
            callers.add(Thread.currentThread());
            if (event.source().sequenceNumber().orElseThrow().endsWith("99")) {
                throw new RejectedEventException("unlucky");
            }
            return event;
        }

        @Override
        public Delivery deliver(Route route, List<ChangeEvent> events) {
            callers.add(Thread.currentThread());
            CompletionStage<DeliveryResult> result = CompletableFuture.supplyAsync(
                    () -> new DeliveryResult.PerEvent(
                            events.stream().map(this::result).toList()),
                    responders);
            return new Delivery() {
                @Override
                public CompletionStage<DeliveryResult> result() {
                    return result;
                }

                @Override
                public void abort() {
                    // The result completes soon.
                }
            };
        }

        private EventResult result(ChangeEvent event) {
            delivered.add(event.source().eventId());
            return new EventResult.Delivered();
        }

        @Override
        public void close() {
            responders.shutdown();
        }
    }
}
