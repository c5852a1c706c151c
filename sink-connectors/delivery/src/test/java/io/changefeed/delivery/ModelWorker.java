/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.ModelDestination.Mode;
import io.changefeed.delivery.ModelLog.LoggedEvent;
import io.changefeed.delivery.ModelLog.State;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.delivery.health.RetryPolicy;
import io.changefeed.delivery.record.RecordReader;
import io.changefeed.testing.FakeSinkTaskContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.sink.SinkRecord;

/** A worker that calls a task in a random order that Connect allows. */
final class ModelWorker {
    private static final int MAX_POLL_RECORDS = 6;

    private final Random random;
    private final ManualScheduler scheduler = new ManualScheduler(Changes.TIME);
    private final FakeSinkTaskContext context = new FakeSinkTaskContext();
    private final ModelLog log;
    private final ModelDestination destination;
    private final DeliveryConfig config;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Set<TopicPartition> assigned = new HashSet<>();
    private final List<CompletableFuture<Void>> reports = new ArrayList<>();
    /** The offsets to which the task asked to rewind. */
    private final Map<TopicPartition, Long> requested = new HashMap<>();
    /** Partitions that the consumer rewinds before its next poll. */
    private final Set<TopicPartition> rewinding = new HashSet<>();

    private SinkLoop loop;

    ModelWorker(Random random) {
        this.random = random;
        log = new ModelLog(random, 15 + random.nextInt(40));
        config = config();
        destination = new ModelDestination(
                random,
                scheduler,
                log,
                config.maxInFlight(),
                config.batchLimits().records());
        context.withReports(this::report);
        loop = startLoop();
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

    /** A report can be stored at once or later. */
    private Future<Void> report() {
        CompletableFuture<Void> report = new CompletableFuture<>();
        if (random.nextBoolean()) {
            report.complete(null);
        } else {
            scheduler.runAfter(Duration.ofMillis(random.nextInt(500)), () -> report.complete(null));
            reports.add(report);
        }
        return report;
    }

    private SinkLoop startLoop() {
        RetryPolicy retry = new RetryPolicy(
                failures -> Duration.ofMillis(random.nextInt(50 << Math.min(failures, 5))),
                config.retryPolicy().timeout());
        return new SinkLoop(
                context,
                config,
                retry,
                destination,
                new TaskRuntime(scheduler, scheduler, scheduler),
                UnrecordedDeliveries.meter());
    }

    /** Makes one random step. */
    void step() {
        assertThat(destination.failure).isEmpty();
        switch (random.nextInt(30)) {
            case 0 -> commit();
            case 1 -> rebalance();
            case 2 -> restart();
            case 3 -> rewinding.addAll(assigned);
            case 4, 5 -> destination.mode = List.of(Mode.values()).get(random.nextInt(3));
            case 6, 7, 8, 9, 10, 11, 12, 13 -> scheduler.advance(Duration.ofMillis(random.nextInt(200)));
            default -> put();
        }
    }

    /** Delivers everything to an available destination. */
    void finish() {
        destination.mode = Mode.AVAILABLE;
        rewinding.clear();
        Set<TopicPartition> missing = new HashSet<>(ModelLog.PARTITIONS);
        missing.removeAll(assigned);
        open(missing);
        Instant limit = scheduler.instant().plus(Duration.ofHours(3));
        while (!isAllDone() && scheduler.instant().isBefore(limit)) {
            put();
            scheduler.advance(Duration.ofSeconds(1));
        }
        put();
        assertThat(log.byId.values()).as("lost").allMatch(LoggedEvent::isDone);
        commit();
        ModelLog.PARTITIONS.forEach(partition ->
                assertThat(committed).as("committed in the end").containsEntry(partition, log.end(partition)));
        assertThat(context.paused()).as("paused in the end").isEmpty();
        loop.close(assigned);
        loop.stop();
    }

    private boolean isAllDone() {
        return log.byId.values().stream().allMatch(LoggedEvent::isDone)
                && ModelLog.PARTITIONS.stream().allMatch(partition -> position(partition) >= log.end(partition));
    }

    private void put() {
        if (!rewinding.isEmpty()) {
            scheduler.run();
        }
        Instant before = scheduler.instant();
        Map<TopicPartition, Long> rewound = new HashMap<>();
        loop.put(poll(rewound));
        assertThat(scheduler.instant()).as("put does not block").isEqualTo(before);
        checkReports(rewound);
        requireBounds();
        requested.putAll(context.takeRequestedOffsets());
        Optional<Long> timeout = context.takeTimeout();
        boolean hasRecords = !requested.isEmpty();
        boolean mustContinue = pending(assigned) > 0 || assigned.stream().anyMatch(context.paused()::contains);
        if (mustContinue && !hasRecords) {
            assertThat(timeout)
                    .as("the timeout of the next poll")
                    .hasValueSatisfying(millis -> assertThat(millis).isBetween(1L, 100L));
        }
        // The delivery thread can be slower than the task. The model does not know which events it delivers meanwhile.
        if (!rewound.isEmpty() || random.nextInt(3) > 0) {
            scheduler.run();
        }
    }

    private List<SinkRecord> poll(Map<TopicPartition, Long> rewound) {
        applyRequestedOffsets();
        List<SinkRecord> polled = new ArrayList<>();
        List<TopicPartition> readable = assigned.stream()
                .filter(p -> !context.paused().contains(p))
                .sorted(this::byName)
                .toList();
        for (int left = random.nextInt(MAX_POLL_RECORDS + 1); left > 0 && !readable.isEmpty(); left--) {
            TopicPartition partition = readable.get(random.nextInt(readable.size()));
            if (rewinding.remove(partition)) {
                long least = committed.getOrDefault(partition, 0L);
                long target = least + random.nextInt((int) (position(partition) - least) + 1);
                // Otherwise, the task cannot notice it.
                if (!log.records(partition).subMap(target, position(partition)).isEmpty()) {
                    rewind(partition, target);
                    rewound.put(partition, target);
                }
            }
            Map.Entry<Long, SinkRecord> next = log.records(partition).ceilingEntry(position(partition));
            if (next != null) {
                polled.add(next.getValue());
                positions.put(partition, next.getKey() + 1);
            }
        }
        return polled;
    }

    /** Connect rewinds the consumer at the start of a poll, also if the poll leads to a rebalance. */
    private void applyRequestedOffsets() {
        positions.putAll(requested);
        requested.clear();
    }

    private int byName(TopicPartition one, TopicPartition other) {
        return one.toString().compareTo(other.toString());
    }

    /** @param rewound the offsets from which events were received again; earlier results of them may be reported */
    private void checkReports(Map<TopicPartition, Long> rewound) {
        for (Map.Entry<SinkRecord, String> report : context.reported().entrySet()) {
            LoggedEvent event = log.events(RecordReader.partition(report.getKey()))
                    .get(report.getKey().kafkaOffset());
            if (event != null && event.offset < rewound.getOrDefault(event.partition, Long.MAX_VALUE)) {
                assertThat(event.state)
                        .as("%s is reported: %s", event.id, report.getValue())
                        .isEqualTo(State.REJECTABLE);
                event.state = State.REPORTED;
            }
        }
        context.reported().clear();
    }

    private void requireBounds() {
        for (TopicPartition partition : assigned) {
            long uncommitted = log.events(partition)
                    .subMap(lowestPending(partition), position(partition))
                    .size();
            assertThat(uncommitted).as("uncommitted").isLessThan(config.maxUncommittedRecords() + MAX_POLL_RECORDS);
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

    /** Returns the offsets that the task commits, which must cover exactly the completed events. */
    private Map<TopicPartition, Long> committable() {
        scheduler.run();
        // Connect waits for reports before a commit.
        reports.forEach(report -> scheduler.await(report, Duration.ofSeconds(1)));
        reports.clear();
        Instant before = scheduler.instant();
        Map<TopicPartition, OffsetAndMetadata> current = new HashMap<>();
        assigned.forEach(partition -> current.put(partition, new OffsetAndMetadata(position(partition))));
        Map<TopicPartition, Long> committable = new HashMap<>();
        loop.preCommit(current).forEach((partition, offset) -> committable.put(partition, offset.offset()));
        assertThat(Duration.between(before, scheduler.instant())).isLessThan(Duration.ofSeconds(5));
        checkReports(Map.of());
        assertThat(committable.keySet()).isEqualTo(assigned);
        committable.forEach((partition, offset) -> {
            long done = lowestPending(partition);
            assertThat(offset).as("committable of %s", partition).isLessThanOrEqualTo(done);
            assertThat(log.events(partition).subMap(offset, done))
                    .as("completed events of %s that are not committable", partition)
                    .isEmpty();
        });
        return committable;
    }

    private void rebalance() {
        applyRequestedOffsets();
        Map<TopicPartition, Long> committable = committable();
        Set<TopicPartition> revoked = new HashSet<>(assigned);
        revoked.removeIf(partition -> random.nextInt(3) == 0);
        close(revoked);
        committable.keySet().retainAll(revoked);
        commitPrefix(committable);
        scheduler.advance(Duration.ofMillis(random.nextInt(100)));
        Set<TopicPartition> opened = new HashSet<>(ModelLog.PARTITIONS);
        opened.removeAll(assigned);
        opened.removeIf(partition -> random.nextInt(4) == 0);
        open(opened);
    }

    /** Commits random offsets up to the given ones, because a commit can fail and leave an older offset. */
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
        requested.clear();
        context.paused().clear();
        destination.onTaskRestart();
        loop = startLoop();
        open(all);
    }

    private void close(Set<TopicPartition> revoked) {
        Instant before = scheduler.instant();
        destination.clearExpectedBatches();
        // A batch can be delivered again without them at once.
        revoked.forEach(partition -> log.events(partition).values().forEach(event -> event.generation++));
        loop.close(revoked);
        assertThat(destination.hasInFlight(revoked)).as("in flight after close").isFalse();
        assertThat(Duration.between(before, scheduler.instant())).isLessThan(Duration.ofSeconds(1));
        destination.clearExpectedBatches();
        assigned.removeAll(revoked);
        checkReports(Map.of());
    }

    /** Connect pauses the partitions that were paused before it calls the task. */
    private void open(Set<TopicPartition> opened) {
        assigned.addAll(opened);
        rewinding.removeAll(opened);
        opened.forEach(partition -> rewind(partition, committed.getOrDefault(partition, 0L)));
        loop.open(opened);
    }

    private void rewind(TopicPartition partition, long offset) {
        destination.clearExpectedBatches();
        positions.put(partition, offset);
        log.events(partition).tailMap(offset).values().forEach(event -> {
            event.state = State.UNKNOWN;
            event.generation++;
        });
    }
}
