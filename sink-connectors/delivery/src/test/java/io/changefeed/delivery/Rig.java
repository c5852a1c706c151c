/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.delivery.queue.RetryPolicy;
import io.changefeed.event.ChangeEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.sink.SinkRecord;

/** A started task between a Connect and a destination that do what a test says, when it says so. */
final class Rig {
    /** The wait before the second attempt; it doubles, without chance. */
    static final Duration BACKOFF = Duration.ofMillis(100);

    final ManualScheduler scheduler = new ManualScheduler(Changes.TIME);
    final FakeContext context = new FakeContext();
    final FakeDestination destination = new FakeDestination();
    private final Map<String, String> properties = new HashMap<>();
    private SinkLoop loop;
    private final Map<TopicPartition, Long> offsets = new HashMap<>();

    private Rig() {
        loop = new SinkLoop(
                context, config(), retry(config()), destination, new TaskRuntime(scheduler, scheduler, scheduler));
    }

    /** Alternately a property and its value, instead of one event in each of four deliveries at a time. */
    static Rig with(String... properties) {
        Rig rig = new Rig();
        for (int i = 0; i < properties.length; i += 2) {
            rig.properties.put(properties[i], properties[i + 1]);
        }
        rig.restart();
        return rig;
    }

    /** Starts the task anew, with the same properties. */
    void restart() {
        loop = new SinkLoop(
                context, config(), retry(config()), destination, new TaskRuntime(scheduler, scheduler, scheduler));
        open(Records.ORDERS);
    }

    private DeliveryConfig config() {
        ConfigDef definition =
                DeliveryConfig.addTo(new ConfigDef(), new DeliveryDefaults(4, 1, 1_000_000, Duration.ZERO));
        return new DeliveryConfig(new AbstractConfig(definition, properties, false));
    }

    private static RetryPolicy retry(DeliveryConfig config) {
        return new RetryPolicy(
                attempt -> BACKOFF.multipliedBy(1L << Math.min(attempt - 1, 6)),
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

    /** Has Connect hand over records, and the task do all that it can do without time passing. */
    void put(SinkRecord... records) {
        loop.put(List.of(records));
        scheduler.run();
    }

    /** The same for events at the next offsets of the first partition. */
    void put(ChangeEvent... events) {
        put(Arrays.stream(events).map(this::record).toArray(SinkRecord[]::new));
    }

    private SinkRecord record(ChangeEvent event) {
        return Records.record(Records.ORDERS, offsets.merge(Records.ORDERS, 1L, Long::sum) - 1, event);
    }

    /** Lets time pass, with Connect calling as often as the task asked for. */
    void pass(Duration time) {
        for (Duration left = time; !left.isZero(); ) {
            Duration step = left.compareTo(Duration.ofMillis(10)) < 0 ? left : Duration.ofMillis(10);
            scheduler.pass(step);
            put(new SinkRecord[0]);
            left = left.minus(step);
        }
    }

    /** What would be committed of the first partition, of which Connect has handed over what it has. */
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
