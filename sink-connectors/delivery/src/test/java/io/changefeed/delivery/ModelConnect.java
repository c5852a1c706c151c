/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.ModelDestination.Mood;
import io.changefeed.delivery.ModelLog.Logged;
import io.changefeed.delivery.ModelLog.State;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.delivery.queue.RetryPolicy;
import io.changefeed.delivery.record.RecordReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.sink.SinkRecord;

/** A worker that does to a task whatever Connect may do, in any order. */
final class ModelConnect {
    private static final int LONGEST_POLL = 6;

    private final Random random;
    private final ManualScheduler scheduler = new ManualScheduler(Changes.TIME);
    private final FakeContext context = new FakeContext();
    private final ModelLog log;
    private final ModelDestination destination;
    private final DeliveryConfig config;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Set<TopicPartition> assigned = new HashSet<>();
    /** The consumer has gone back in these, and their next record tells the task. */
    private final Set<TopicPartition> goingBack = new HashSet<>();

    private SinkLoop loop;

    ModelConnect(long seed) {
        random = new Random(seed);
        log = new ModelLog(random, 15 + random.nextInt(40));
        config = config();
        destination = new ModelDestination(
                random,
                scheduler,
                log,
                config.maxInFlight(),
                config.batchLimits().records());
        loop = started();
        ModelLog.PARTITIONS.forEach(partition -> committed.put(partition, 0L));
        open(Set.copyOf(ModelLog.PARTITIONS));
    }

    private DeliveryConfig config() {
        DeliveryDefaults defaults = new DeliveryDefaults(
                1 + random.nextInt(4), 1 + random.nextInt(5), 1_000_000, Duration.ofMillis(random.nextInt(2) * 50L));
        ConfigDef definition = DeliveryConfig.addTo(new ConfigDef(), defaults);
        Map<String, Object> properties = Map.of(
                DeliveryConfig.BUFFER_MAX_RECORDS, 5 + random.nextInt(20),
                DeliveryConfig.MAX_UNCOMMITTED_RECORDS, 5 + random.nextInt(20),
                DeliveryConfig.RETRY_TIMEOUT, 500L + random.nextInt(2000));
        return new DeliveryConfig(new AbstractConfig(definition, properties, false));
    }

    private SinkLoop started() {
        RetryPolicy retry = new RetryPolicy(
                attempt -> Duration.ofMillis(random.nextInt(50 << Math.min(attempt, 5))),
                config.retryPolicy().timeout());
        return new SinkLoop(context, config, retry, destination, new TaskRuntime(scheduler, scheduler, scheduler));
    }

    /** Does something. */
    void step() {
        assertThat(destination.failure).isEmpty();
        switch (random.nextInt(30)) {
            case 0 -> commit();
            case 1 -> rebalance();
            case 2 -> restart();
            case 3 -> goingBack.addAll(assigned);
            case 4, 5 -> destination.mood = List.of(Mood.values()).get(random.nextInt(3));
            case 6, 7, 8, 9, 10, 11, 12, 13 -> scheduler.pass(Duration.ofMillis(random.nextInt(200)));
            default -> put();
        }
    }

    /** Lets everything end, with a destination that is well. */
    void end() {
        destination.mood = Mood.WELL;
        goingBack.clear();
        Set<TopicPartition> missing = new HashSet<>(ModelLog.PARTITIONS);
        missing.removeAll(assigned);
        open(missing);
        Instant limit = scheduler.instant().plus(Duration.ofMinutes(10));
        while (!isAllDone() && scheduler.instant().isBefore(limit)) {
            put();
            scheduler.pass(Duration.ofSeconds(1));
        }
        put();
        assertThat(log.byId.values()).as("lost").allMatch(Logged::isDone);
        commit();
        ModelLog.PARTITIONS.forEach(partition ->
                assertThat(committed).as("committed in the end").containsEntry(partition, log.end(partition)));
        assertThat(context.paused).as("paused in the end").isEmpty();
        loop.close(assigned);
        loop.stop();
    }

    private boolean isAllDone() {
        return log.byId.values().stream().allMatch(Logged::isDone)
                && ModelLog.PARTITIONS.stream().allMatch(partition -> position(partition) >= log.end(partition));
    }

    private void put() {
        Instant before = scheduler.instant();
        Map<TopicPartition, Long> comeBack = new HashMap<>();
        loop.put(polled(comeBack));
        assertThat(scheduler.instant()).as("put does not wait").isEqualTo(before);
        takeReports(comeBack);
        requireBounds();
        long timeout = context.takeTimeout();
        if (pending(assigned) > 0 || assigned.stream().anyMatch(context.paused::contains)) {
            assertThat(timeout).as("how long Connect sleeps").isBetween(1L, 100L);
        }
        scheduler.run();
    }

    private List<SinkRecord> polled(Map<TopicPartition, Long> comeBack) {
        List<SinkRecord> polled = new ArrayList<>();
        List<TopicPartition> readable = assigned.stream()
                .filter(p -> !context.paused.contains(p))
                .sorted(this::byName)
                .toList();
        for (int left = random.nextInt(LONGEST_POLL + 1); left > 0 && !readable.isEmpty(); left--) {
            TopicPartition partition = readable.get(random.nextInt(readable.size()));
            if (goingBack.remove(partition)) {
                long least = committed.getOrDefault(partition, 0L);
                comeAgain(partition, least + random.nextInt((int) (position(partition) - least) + 1));
                comeBack.put(partition, position(partition));
            }
            Map.Entry<Long, SinkRecord> next = log.records(partition).ceilingEntry(position(partition));
            if (next != null) {
                polled.add(next.getValue());
                positions.put(partition, next.getKey() + 1);
            }
        }
        return polled;
    }

    private int byName(TopicPartition one, TopicPartition other) {
        return one.toString().compareTo(other.toString());
    }

    /** @param comeBack from where on events came again, of which may be reported what was answered before */
    private void takeReports(Map<TopicPartition, Long> comeBack) {
        for (Map.Entry<SinkRecord, String> report : context.reported.entrySet()) {
            Logged event = log.events(RecordReader.partition(report.getKey()))
                    .get(report.getKey().kafkaOffset());
            if (event != null && event.offset < comeBack.getOrDefault(event.partition, Long.MAX_VALUE)) {
                assertThat(event.state)
                        .as("%s is reported: %s", event.id, report.getValue())
                        .isEqualTo(State.FAULTY);
                event.state = State.REPORTED;
            }
        }
        context.reported.clear();
    }

    private void requireBounds() {
        assertThat(pending(assigned)).as("held").isLessThan(config.bufferMaxRecords() + LONGEST_POLL);
        for (TopicPartition partition : assigned) {
            long uncommitted = log.events(partition)
                    .subMap(lowestPending(partition), position(partition))
                    .size();
            assertThat(uncommitted).as("uncommitted").isLessThan(config.maxUncommittedRecords() + LONGEST_POLL);
        }
    }

    private long pending(Set<TopicPartition> partitions) {
        return partitions.stream()
                .flatMap(partition -> log.events(partition).headMap(position(partition)).values().stream())
                .filter(event -> !event.isDone())
                .count();
    }

    private long position(TopicPartition partition) {
        return positions.getOrDefault(partition, 0L);
    }

    private long lowestPending(TopicPartition partition) {
        return log.events(partition).headMap(position(partition)).values().stream()
                .filter(event -> !event.isDone())
                .mapToLong(event -> event.offset)
                .findFirst()
                .orElse(position(partition));
    }

    private void commit() {
        committed.putAll(committable());
    }

    /** What the task says may be committed, which must be exactly what is done. */
    private Map<TopicPartition, Long> committable() {
        Instant before = scheduler.instant();
        Map<TopicPartition, OffsetAndMetadata> current = new HashMap<>();
        assigned.forEach(partition -> current.put(partition, new OffsetAndMetadata(position(partition))));
        Map<TopicPartition, Long> committable = new HashMap<>();
        loop.preCommit(current).forEach((partition, offset) -> committable.put(partition, offset.offset()));
        assertThat(Duration.between(before, scheduler.instant())).isLessThan(Duration.ofSeconds(5));
        takeReports(Map.of());
        Map<TopicPartition, Long> done = new HashMap<>();
        assigned.forEach(partition -> done.put(partition, lowestPending(partition)));
        assertThat(committable).as("committable").isEqualTo(done);
        return committable;
    }

    private void rebalance() {
        Map<TopicPartition, Long> committable = committable();
        Set<TopicPartition> lost = new HashSet<>(assigned);
        lost.removeIf(partition -> random.nextInt(3) == 0);
        close(lost);
        committable.keySet().retainAll(lost);
        commitPrefix(committable);
        scheduler.pass(Duration.ofMillis(random.nextInt(100)));
        Set<TopicPartition> gained = new HashSet<>(ModelLog.PARTITIONS);
        gained.removeAll(assigned);
        gained.removeIf(partition -> random.nextInt(4) == 0);
        open(gained);
    }

    /** Any legal one: a commit may fail, or an older one may be what the next owner finds. */
    private void commitPrefix(Map<TopicPartition, Long> committable) {
        committable.forEach((partition, offset) -> {
            long before = committed.getOrDefault(partition, 0L);
            committed.put(partition, before + random.nextInt((int) (offset - before) + 1));
        });
    }

    private void restart() {
        Map<TopicPartition, Long> committable = committable();
        Set<TopicPartition> all = Set.copyOf(assigned);
        close(all);
        commitPrefix(committable);
        loop.stop();
        context.paused.clear();
        destination.meetNewTask();
        loop = started();
        open(all);
    }

    private void close(Set<TopicPartition> lost) {
        Instant before = scheduler.instant();
        destination.forgetBatches();
        loop.close(lost);
        assertThat(destination.hasInFlight(lost)).as("in flight after close").isFalse();
        assertThat(Duration.between(before, scheduler.instant())).isLessThan(Duration.ofSeconds(1));
        destination.forgetBatches();
        assigned.removeAll(lost);
        takeReports(Map.of());
    }

    /** Connect pauses again what was paused, before it tells the task. */
    private void open(Set<TopicPartition> gained) {
        assigned.addAll(gained);
        goingBack.removeAll(gained);
        gained.forEach(partition -> comeAgain(partition, committed.getOrDefault(partition, 0L)));
        loop.open(gained);
    }

    private void comeAgain(TopicPartition partition, long offset) {
        destination.forgetBatches();
        positions.put(partition, offset);
        log.events(partition).tailMap(offset).values().forEach(event -> {
            event.state = State.UNKNOWN;
            event.generation++;
        });
    }
}
