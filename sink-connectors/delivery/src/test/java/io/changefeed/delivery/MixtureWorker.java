/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.connector.Backoff;
import io.changefeed.delivery.MixtureTopic.MixtureEvent;
import io.changefeed.delivery.MixtureTopic.Poison;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.health.RetryPolicy;
import io.changefeed.delivery.record.RecordReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** A Connect worker in virtual time, which runs the task of a mixture. */
final class MixtureWorker {
    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(60);
    private static final Duration RESTART_DELAY = Duration.ofSeconds(10);

    /** A put without records and without new results has no effect, so the model skips most of them. */
    private static final Duration IDLE_PUT_INTERVAL = Duration.ofSeconds(1);

    /** Traffic that continues until all poison events are settled. */
    private static final int LATER_EVENTS_PER_ROUTE = 200;

    private static final Duration LATER_TIME = Duration.ofHours(1);

    private static final double MAX_LATER_RATE = 5;

    /** A poison event is reported within this time, and the next one of its item then begins its own. */
    private static final Duration MAX_JUDGMENT = Duration.ofMinutes(30);

    private static final double MAX_EVENTS_DURING_OUTAGES = 2000;

    /** The task failed although no report failed. */
    private static final class UnexpectedFailureException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private UnexpectedFailureException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final FaultMixture mixture;
    private final Random random;
    private final ManualScheduler scheduler = new ManualScheduler(Changes.TIME);
    private final MixtureCounts counts = new MixtureCounts();
    private final MixtureDestination destination;
    private final DeliveryConfig config;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    /** The index of the next event of each assigned partition. */
    private final Map<TopicPartition, Integer> positions = new HashMap<>();

    /** Partitions whose next event is not the one after the last. */
    private final Set<TopicPartition> repositioned = new HashSet<>();

    private final Set<TopicPartition> assigned = new LinkedHashSet<>();
    /** Partitions that the consumer rewinds in the next poll. */
    private final Set<TopicPartition> rewinding = new HashSet<>();

    private final List<Duration> disturbances = new ArrayList<>();
    private final int originals;

    private Context context = new Context();
    private SinkLoop loop;
    private Duration nextCommit = COMMIT_INTERVAL;
    private Duration lastPut = Duration.ZERO;
    /** Whether records or results have arrived since the last put but one. */
    private boolean isActive;

    private int lastActivity;
    private final Map<TopicPartition, Integer> firstPending = new HashMap<>();
    private int completed;
    private int failedReports;

    MixtureWorker(FaultMixture mixture, Random random) {
        this.mixture = mixture;
        this.random = random;
        config = mixture.config();
        destination = new MixtureDestination(mixture, random, scheduler, counts);
        originals = mixture.topic.events().size();
        loop = startLoop();
        for (int i = 0; i < mixture.disturbances; i++) {
            disturbances.add(Duration.ofMillis(
                    (long) (random.nextDouble() * mixture.end().toMillis())));
        }
        disturbances.sort(Duration::compareTo);
        open(mixture.topic.partitions());
    }

    private SinkLoop startLoop() {
        context = new Context();
        Backoff backoff = failures -> {
            long limit = Math.min(60_000, 200L << Math.min(failures - 1, 10));
            return Duration.ofMillis(random.nextLong(limit / 2, limit + 1));
        };
        return new SinkLoop(
                context,
                config,
                new RetryPolicy(backoff, config.retryPolicy().timeout()),
                destination,
                new TaskRuntime(scheduler, scheduler, scheduler),
                UnrecordedDeliveries.meter());
    }

    private Duration now() {
        return Duration.between(Changes.TIME, scheduler.instant());
    }

    /** Runs the mixture until all of its events are complete or have had enough time, or the task fails. */
    MixtureCounts run() {
        try {
            runTraffic(mixture.end());
            nextCommit = now().plus(Duration.ofSeconds(20));
            iterateUntil(now().plus(Duration.ofSeconds(30)));
        } catch (UnexpectedFailureException e) {
            counts.failures.add(now() + ": " + e.getMessage());
            counts.failedAt = now();
        }
        finish();
        return counts;
    }

    private void runTraffic(Duration end) {
        iterateUntil(mixture.lastArrival());
        double duringOutages =
                MAX_EVENTS_DURING_OUTAGES / Math.max(1, end.minus(now()).toSeconds());
        for (int number = 0; now().compareTo(end) < 0; number++) {
            addLater("during-" + number, number, Math.min(mixture.rate, duringOutages));
        }
        Duration limit = now().plus(LATER_TIME);
        int many = LATER_EVENTS_PER_ROUTE * mixture.routes;
        for (int number = 0; hasPending() && (number < many || now().compareTo(limit) < 0); number++) {
            addLater("later-" + number, number, Math.min(mixture.rate, MAX_LATER_RATE));
        }
    }

    private void addLater(String item, int number, double rate) {
        Duration interval = Duration.ofNanos((long) (1e9 / rate));
        mixture.topic.add(number % mixture.routes, item, Poison.NONE, now().plus(interval));
        iterateUntil(mixture.lastArrival());
    }

    private boolean hasPending() {
        List<MixtureEvent> events = mixture.topic.events();
        while (completed < originals && !events.get(completed).isPending()) {
            completed++;
        }
        return completed < originals;
    }

    private void finish() {
        counts.events = mixture.topic.events().size();
        for (MixtureEvent event : mixture.topic.events()) {
            counts.poison += event.poison == Poison.NONE ? 0 : 1;
            if (event.wasComplete()) {
                continue;
            }
            if (event.offset < committed.getOrDefault(event.partition, 0L)) {
                counts.lost++;
                counts.violation("lost: " + event);
            } else if (event.waitedForPoison()
                    || event.readyAt().plus(MAX_JUDGMENT).compareTo(now()) > 0) {
                counts.unfinished++;
            } else if (event.poison != Poison.NONE) {
                counts.unsettled++;
                counts.violation("unsettled: " + event);
            } else {
                counts.stuck++;
                counts.violation("stuck: " + event);
            }
        }
        loop.close(assigned);
        loop.stop();
    }

    private void iterateUntil(Duration end) {
        while (now().compareTo(end) < 0) {
            try {
                disturb();
                iterate(end);
            } catch (ConnectException e) {
                if (!context.hasFailedReport) {
                    throw new UnexpectedFailureException(String.valueOf(e.getMessage()), e);
                }
                restart();
            }
        }
    }

    /** One iteration of Connect's loop. */
    private void iterate(Duration end) {
        if (context.isCommitRequested || now().compareTo(nextCommit) >= 0) {
            commit();
            nextCommit = now().plus(COMMIT_INTERVAL);
        }
        seek();
        Duration until = min(end, nextCommit);
        if (context.timeout.compareTo(Duration.ZERO) > 0) {
            until = min(until, now().plus(context.timeout));
            context.timeout = Duration.ZERO;
        }
        List<SinkRecord> records = poll(until, end);
        isActive = !records.isEmpty() || counts.activity != lastActivity;
        lastActivity = counts.activity;
        lastPut = now();
        loop.put(records);
        assertThat(now()).as("put does not block").isEqualTo(lastPut);
        scheduler.run();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void seek() {
        context.offsets.forEach((partition, offset) -> {
            if (assigned.contains(partition)) {
                counts.rereads++;
                positions.put(partition, mixture.topic.indexOf(partition, offset));
                repositioned.add(partition);
            }
        });
        context.offsets.clear();
    }

    private List<SinkRecord> poll(Duration timeout, Duration end) {
        List<TopicPartition> readable = assigned.stream()
                .filter(partition -> !context.paused.contains(partition))
                .toList();
        Duration arrival = readable.stream()
                .filter(partition ->
                        position(partition) < mixture.topic.events(partition).size())
                .map(partition -> mixture.topic.events(partition).get(position(partition)).arrival)
                .reduce(end, MixtureWorker::min);
        Duration nextTimer =
                scheduler.next().map(due -> Duration.between(Changes.TIME, due)).orElse(end);
        Duration idle = isActive ? Duration.ZERO : min(nextTimer, lastPut.plus(IDLE_PUT_INTERVAL));
        Duration until = min(arrival, timeout.compareTo(idle) < 0 ? min(idle, min(end, nextCommit)) : timeout);
        // A fetch takes time, and its result contains all records until then.
        Duration fetched = now().plus(Duration.ofNanos(random.nextLong(5_000_000) + 1));
        Duration polled = until.compareTo(fetched) > 0 ? until : fetched;
        scheduler.advance(polled.minus(now()));
        List<SinkRecord> records = new ArrayList<>();
        for (TopicPartition partition : readable) {
            if (records.size() < mixture.maxPollRecords && rewinding.remove(partition)) {
                long least = committed.getOrDefault(partition, 0L);
                rewind(partition, least + random.nextInt((int) Math.max(1, offset(partition) - least)));
            }
            List<MixtureEvent> log = mixture.topic.events(partition);
            int next = position(partition);
            while (next < log.size()
                    && log.get(next).arrival.compareTo(now()) <= 0
                    && records.size() < mixture.maxPollRecords) {
                MixtureEvent event = log.get(next++);
                if (!repositioned.remove(partition) && mixture.topic.followsTombstone(event)) {
                    records.add(MixtureTopic.tombstoneBefore(event));
                }
                records.add(MixtureTopic.record(event));
            }
            positions.put(partition, next);
            requireFewUncommitted(partition);
        }
        return records;
    }

    private void requireFewUncommitted(TopicPartition partition) {
        int uncommitted = position(partition) - firstPending(partition);
        if (uncommitted > mixture.maxUncommitted + 2 * mixture.maxPollRecords) {
            counts.exceededLimits++;
            counts.violation(now() + ": " + uncommitted + " uncommitted events of " + partition);
        }
    }

    /** The index of the first event that is pending, among those that were passed to the task. */
    private int firstPending(TopicPartition partition) {
        List<MixtureEvent> log = mixture.topic.events(partition);
        int first = firstPending.getOrDefault(partition, 0);
        while (first < position(partition) && !log.get(first).isPending()) {
            first++;
        }
        firstPending.put(partition, first);
        return first;
    }

    private int position(TopicPartition partition) {
        return positions.getOrDefault(partition, 0);
    }

    /** The offset after the last record that was passed to the task. */
    private long offset(TopicPartition partition) {
        int next = position(partition);
        return next == 0 ? 0 : mixture.topic.events(partition).get(next - 1).offset + 1;
    }

    /** Commits as Connect does: pending reports first, and no offset above the position. */
    private void commit() {
        context.isCommitRequested = false;
        context.awaitReports();
        Duration before = now();
        Map<TopicPartition, OffsetAndMetadata> current = new HashMap<>();
        assigned.forEach(partition -> current.put(partition, new OffsetAndMetadata(offset(partition))));
        loop.preCommit(current).forEach((partition, offset) -> {
            if (assigned.contains(partition) && offset.offset() <= offset(partition)) {
                commit(partition, offset.offset());
            }
        });
        assertThat(now().minus(before)).as("time of preCommit").isLessThan(Duration.ofSeconds(5));
    }

    private void commit(TopicPartition partition, long offset) {
        List<MixtureEvent> log = mixture.topic.events(partition);
        int from = mixture.topic.indexOf(partition, committed.getOrDefault(partition, 0L));
        for (int i = from; i < log.size() && log.get(i).offset < offset; i++) {
            if (!log.get(i).wasComplete()) {
                counts.committedTooFar++;
                counts.violation(now() + ": committed " + offset + " above " + log.get(i));
            }
        }
        committed.put(partition, offset);
        int first = firstPending(partition);
        long possible = first < position(partition) ? log.get(first).offset : offset(partition);
        if (offset < possible) {
            counts.committedTooLittle++;
            counts.violation(now() + ": committed " + offset + " of " + partition + " instead of " + possible);
        }
    }

    private void disturb() {
        if (disturbances.isEmpty() || disturbances.get(0).compareTo(now()) > 0) {
            return;
        }
        disturbances.remove(0);
        switch (random.nextInt(3)) {
            case 0 -> rebalance();
            case 1 -> {
                commit();
                restart();
            }
            default -> rewinding.addAll(assigned);
        }
    }

    private void rebalance() {
        commit();
        Set<TopicPartition> revoked = new HashSet<>(assigned);
        revoked.removeIf(partition -> random.nextBoolean());
        close(revoked);
        scheduler.advance(Duration.ofMillis(random.nextInt(3000)));
        open(revoked);
    }

    private void restart() {
        Set<TopicPartition> all = new LinkedHashSet<>(assigned);
        close(all);
        loop.stop();
        scheduler.advance(RESTART_DELAY);
        loop = startLoop();
        open(all);
    }

    private void close(Set<TopicPartition> revoked) {
        loop.close(revoked);
        assertThat(destination.hasInFlight(revoked)).as("in flight after close").isFalse();
        assigned.removeAll(revoked);
    }

    private void open(Collection<TopicPartition> opened) {
        assigned.addAll(opened);
        rewinding.removeAll(opened);
        opened.forEach(partition -> rewind(partition, committed.getOrDefault(partition, 0L)));
        loop.open(opened);
    }

    private void rewind(TopicPartition partition, long offset) {
        if (now().compareTo(Duration.ZERO) > 0) {
            mixture.topic.restart(partition, offset);
        }
        positions.put(partition, mixture.topic.indexOf(partition, offset));
        repositioned.add(partition);
        firstPending.merge(partition, mixture.topic.indexOf(partition, offset), Math::min);
        completed = 0;
    }

    /** The context of one task. */
    private final class Context implements SinkTaskContext {
        private final Set<TopicPartition> paused = new HashSet<>();
        private final Map<TopicPartition, Long> offsets = new HashMap<>();
        private final List<CompletableFuture<Void>> reports = new ArrayList<>();
        private final Set<MixtureEvent> refused = new HashSet<>();
        private boolean isCommitRequested;
        private boolean hasFailedReport;
        private Duration timeout = Duration.ZERO;

        private Future<Void> report(SinkRecord record, Throwable error) {
            CompletableFuture<Void> stored = new CompletableFuture<>();
            MixtureEvent event = mixture.topic.event(RecordReader.partition(record), record.originalKafkaOffset());
            int generation = event.generation;
            boolean fails = failedReports < mixture.failedReports && random.nextInt(10) == 0;
            failedReports += fails ? 1 : 0;
            if (refused.contains(event) || (fails && random.nextBoolean())) {
                // Connect discards the exception of its producer.
                refused.add(event);
                hasFailedReport = true;
                return CompletableFuture.completedFuture(null);
            }
            Runnable complete = () -> {
                counts.activity++;
                if (fails) {
                    hasFailedReport = true;
                    stored.completeExceptionally(new ConnectException("the report of " + event + " failed"));
                } else {
                    reported(event, generation);
                    stored.complete(null);
                }
            };
            reports.add(stored);
            scheduler.runAfter(Duration.ofNanos(random.nextLong(mixture.reportDelay.toNanos()) + 1), complete);
            return stored;
        }

        private void reported(MixtureEvent event, int generation) {
            if (event.poison == Poison.NONE) {
                String cause = mixture.outages.stream()
                        .filter(outage ->
                                outage.affects(event.route) && outage.start().compareTo(now()) <= 0)
                        .map(Outage::kind)
                        .reduce("no outage", (one, other) -> other);
                counts.wronglyRejected.merge(cause, 1, Integer::sum);
                counts.worstWronglyRejected = Math.max(counts.worstWronglyRejected, counts.wronglyRejected());
                counts.violation(now() + ": wrongly rejected: " + event);
            } else if (generation == 0) {
                counts.settled
                        .computeIfAbsent(
                                event.poison + (mixture.isSteady() ? " in steady traffic" : ""),
                                kind -> new ArrayList<>())
                        .add(now().minus(event.readyAt()).toMillis());
            }
            event.complete(generation, now());
        }

        private void awaitReports() {
            while (!reports.isEmpty()) {
                CompletableFuture<Void> next = reports.remove(0);
                scheduler.await(next.handle((done, error) -> null), Duration.ofMinutes(2));
                if (next.isCompletedExceptionally()) {
                    throw new ConnectException("a report failed");
                }
            }
        }

        @Override
        public ErrantRecordReporter errantRecordReporter() {
            return this::report;
        }

        @Override
        public Map<String, String> configs() {
            return Map.of();
        }

        @Override
        public void offset(Map<TopicPartition, Long> requested) {
            offsets.putAll(requested);
        }

        @Override
        public void offset(TopicPartition partition, long offset) {
            offsets.put(partition, offset);
        }

        @Override
        public void timeout(long milliseconds) {
            timeout = Duration.ofMillis(milliseconds);
        }

        @Override
        public Set<TopicPartition> assignment() {
            return assigned;
        }

        @Override
        public void pause(TopicPartition... partitions) {
            paused.addAll(Set.of(partitions));
        }

        @Override
        public void resume(TopicPartition... partitions) {
            paused.removeAll(Set.of(partitions));
        }

        @Override
        public void requestCommit() {
            isCommitRequested = true;
        }

        @Override
        public PluginMetrics pluginMetrics() {
            throw new UnsupportedOperationException();
        }
    }
}
