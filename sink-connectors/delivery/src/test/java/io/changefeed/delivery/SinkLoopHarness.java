/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.delivery.health.RetryPolicy;
import io.changefeed.event.ChangeEvent;
import io.changefeed.testing.FakeSinkTaskContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.sink.SinkRecord;

/** A started sink loop between a fake Connect and a fake destination, which a test controls. */
final class SinkLoopHarness {
    /** The delay before the first retry; it doubles, without jitter. */
    static final Duration BACKOFF = Duration.ofMillis(100);

    final ManualScheduler scheduler = new ManualScheduler(Changes.TIME);
    final FakeSinkTaskContext context = new FakeSinkTaskContext();
    final FakeDestination destination = new FakeDestination();
    private final Map<String, String> properties = new HashMap<>();
    private SinkLoop loop;
    private final Map<TopicPartition, Long> offsets = new HashMap<>();

    private SinkLoopHarness() {
        loop = newLoop();
    }

    private SinkLoop newLoop() {
        return new SinkLoop(
                context,
                config(),
                retry(config()),
                destination,
                new TaskRuntime(scheduler, scheduler, scheduler),
                UnrecordedDeliveries.meter());
    }

    /**
     * Starts a loop with alternating property names and values. By default, it has up to four deliveries in flight,
     * with one event each.
     */
    static SinkLoopHarness with(String... properties) {
        SinkLoopHarness harness = new SinkLoopHarness();
        for (int i = 0; i < properties.length; i += 2) {
            harness.properties.put(properties[i], properties[i + 1]);
        }
        harness.restart();
        return harness;
    }

    /** Starts a loop whose events have different routes. */
    static SinkLoopHarness withRoutes(Function<ChangeEvent, Object> routes, String... properties) {
        SinkLoopHarness harness = with(properties);
        harness.destination.routes = routes;
        harness.destination.hasManyRoutes = true;
        harness.restart();
        return harness;
    }

    /** Starts a new loop with the same properties. */
    void restart() {
        loop = newLoop();
        open(Records.ORDERS);
    }

    private DeliveryConfig config() {
        ConfigDef definition =
                DeliveryConfig.addTo(new ConfigDef(), new DeliveryDefaults(4, 1, 1_000_000, Duration.ZERO));
        return new DeliveryConfig(new AbstractConfig(definition, properties, false));
    }

    private static RetryPolicy retry(DeliveryConfig config) {
        return new RetryPolicy(
                failures -> BACKOFF.multipliedBy(1L << Math.min(failures - 1, 6)),
                config.retryPolicy().timeout());
    }

    SinkLoop loop() {
        return loop;
    }

    void open(TopicPartition... partitions) {
        loop.open(List.of(partitions));
    }

    void close(TopicPartition... partitions) {
        loop.close(List.of(partitions));
    }

    /** Passes records to the task and runs all ready commands without advancing the clock. */
    void put(SinkRecord... records) {
        loop.put(List.of(records));
        scheduler.run();
    }

    /** Passes events at the next offsets of the first partition. */
    void put(ChangeEvent... events) {
        put(Arrays.stream(events).map(this::record).toArray(SinkRecord[]::new));
    }

    private SinkRecord record(ChangeEvent event) {
        return Records.record(Records.ORDERS, offsets.merge(Records.ORDERS, 1L, Long::sum) - 1, event);
    }

    /** Advances the clock and calls the task every 10 ms, as Connect can. */
    void advance(Duration time) {
        for (Duration left = time; !left.isZero(); ) {
            Duration step = left.compareTo(Duration.ofMillis(10)) < 0 ? left : Duration.ofMillis(10);
            scheduler.advance(step);
            put(new SinkRecord[0]);
            left = left.minus(step);
        }
    }

    /** The offset that would be committed for the first partition. */
    long committable() {
        return committable(Records.ORDERS, offsets.getOrDefault(Records.ORDERS, 0L));
    }

    long committable(TopicPartition partition, long current) {
        Map<TopicPartition, OffsetAndMetadata> committable =
                loop.preCommit(Map.of(partition, new OffsetAndMetadata(current)));
        OffsetAndMetadata offset = committable.get(partition);
        return offset == null ? -1 : offset.offset();
    }
}
