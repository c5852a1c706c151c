/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.testing.FakeSinkTaskContext;
import io.changefeed.testing.RunningThreads;
import io.changefeed.testing.SinkTaskLives;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.errors.ConnectException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances of a sink task whose delivery thread or start fails. */
@Isolated("counts threads")
@Timeout(120)
class DeliveryLivesTest {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch unblocked = new CountDownLatch(1);
    private volatile String failure = "";

    private final class Task extends DeliverySinkTask<AbstractConfig> {
        @Override
        protected AbstractConfig config(Map<String, String> properties) {
            ConfigDef definition = DeliveryConfig.addTo(new ConfigDef(), new DeliveryDefaults(1, 1, 1, Duration.ZERO));
            return new AbstractConfig(definition, properties, false);
        }

        @Override
        protected Destination<?> destination(AbstractConfig config) {
            open.incrementAndGet();
            return new Destination<ChangeEvent>() {
                @Override
                public ChangeEvent prepare(ChangeEvent event) {
                    return event;
                }

                @Override
                public Delivery deliver(Route route, List<ChangeEvent> batch) {
                    return failedDelivery();
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }
    }

    private Delivery failedDelivery() {
        switch (failure) {
            case "exception" -> throw new IllegalStateException("a bug");
            case "error" -> throw new OutOfMemoryError("Java heap space");
            case "hang" -> {
                boolean interrupted = false;
                while (unblocked.getCount() > 0) {
                    try {
                        unblocked.await();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                throw new IllegalStateException("interrupted: " + interrupted);
            }
            default -> throw new AssertionError(failure);
        }
    }

    private Task start() {
        Task task = new Task();
        task.initialize(new FakeSinkTaskContext().withoutPluginMetrics());
        task.start(Map.of());
        task.open(List.of(Records.ORDERS));
        return task;
    }

    @Test
    void stoppedAndFailedTasksLeaveNothingOpen() {
        new SinkTaskLives(Task::new, Map.of()).requireNoThreadsLeft();

        assertThat(open).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "error"})
    void failedDeliveryThreadsFailTheirTasksAndLeaveNothingOpen(String thrown) {
        failure = thrown;
        RunningThreads before = RunningThreads.now(thread -> false);

        for (int life = 0; life < SinkTaskLives.LIVES; life++) {
            Task task = start();
            task.put(List.of(Records.record(Records.ORDERS, 0, Changes.update("a", 1))));
            await().pollInSameThread()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> Assertions.catchThrowable(() -> task.put(List.of())) instanceof ConnectException);
            task.stop();
        }

        before.requireNoMore();
        assertThat(open).hasValue(0);
    }

    @Test
    void stopClosesTheDestinationWhileTheDeliveryThreadHangs() {
        failure = "hang";
        RunningThreads before = RunningThreads.now(thread -> thread.startsWith("ForkJoinPool"));
        Task task = start();
        task.put(List.of(Records.record(Records.ORDERS, 0, Changes.update("a", 1))));

        assertThat(CompletableFuture.runAsync(task::stop)).succeedsWithin(CONNECT_TIMEOUT);

        assertThat(open).hasValue(0);
        unblocked.countDown();
        before.requireNoMore();
    }
}
