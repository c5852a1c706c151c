/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.dispatch.CompletedDeliveries.Completed;
import io.changefeed.delivery.dispatch.DeliveryMeter;
import io.changefeed.delivery.dispatch.Dispatcher;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.delivery.health.RetryPolicy;
import io.changefeed.delivery.record.CompactionGaps;
import io.changefeed.delivery.record.EventSize;
import io.changefeed.delivery.record.OffsetTracker;
import io.changefeed.delivery.record.PendingOffset;
import io.changefeed.delivery.record.ReceivedEvent;
import io.changefeed.delivery.record.RecordReader;
import io.changefeed.event.ChangeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of a sink task. It converts records to events, passes them to the {@link Dispatcher}, acknowledges completed
 * events, and reports rejected events to the dead letter queue.
 *
 * <p>Must be used only on the task's thread.
 */
final class SinkLoop {
    /** Connect calls {@link #put} when a record arrives or after this timeout, which must be set again each time. */
    private static final Duration PUT_INTERVAL = Duration.ofMillis(100);

    /** While partitions are paused, no record can wake the task. */
    private static final Duration PUT_INTERVAL_PAUSED = Duration.ofMillis(20);

    /** Connect abandons a task that does not stop within 5 s, and stopping includes a commit. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(3);

    /** The other members of the consumer group wait during this time. */
    private static final Duration REVOKE_TIMEOUT = Duration.ofSeconds(30);

    /** Connect abandons a task that does not stop within 5 s. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    /** How long the events before a record that fails the task have to be delivered. */
    private static final Duration FAILURE_DELAY = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(SinkLoop.class);

    private final SinkTaskContext context;
    private final RecordReader reader = new RecordReader();
    private final EventFilter filter;
    private final CompactionGaps gaps;
    private final OffsetTracker offsets = new OffsetTracker();
    private final Backpressure backpressure;
    private final CommitRequests commits;
    private final DeadLetters deadLetters;
    private final Dispatcher<?> dispatcher;
    private final DeferredEvents deferred;
    private final DeliveryMeter meter;
    private final TaskRuntime runtime;
    private final List<Failure> failures = new ArrayList<>();

    /**
     * A record that fails the task.
     *
     * @param due when the task fails, if earlier events are pending until then
     */
    private record Failure(ConnectException reason, Optional<String> table, Instant due) {}

    SinkLoop(
            SinkTaskContext context,
            DeliveryConfig config,
            RetryPolicy retry,
            Destination<?> destination,
            TaskRuntime runtime,
            DeliveryMeter meter) {
        this.context = context;
        this.runtime = runtime;
        this.filter = config.eventFilter();
        this.gaps = new CompactionGaps(config.hasCompactedTopics(), runtime.clock());
        this.meter = meter;
        this.deadLetters = new DeadLetters(
                context.errantRecordReporter(),
                config.deadLetters(),
                offsets,
                runtime.executor(),
                new RejectionListener());
        this.commits = new CommitRequests(context, runtime.clock());
        this.dispatcher =
                new Dispatcher<>(destination, config.limits(), retry, runtime.executor(), runtime.clock(), meter);
        this.deferred = new DeferredEvents(context, offsets, dispatcher, runtime.clock(), meter);
        this.backpressure = new Backpressure(
                context, config, offsets, deferred, () -> dispatcher.blocked().waiting());
    }

    /**
     * Accepts records, possibly none, for delivery in the background.
     *
     * @throws ConnectException if no event can be delivered, or a record cannot be delivered and there is no dead
     *     letter queue
     */
    void put(Collection<SinkRecord> records) {
        deferred.onPut();
        acknowledgeCompleted();
        List<ReceivedEvent> received = new ArrayList<>(records.size());
        for (SinkRecord record : records) {
            accept(record).ifPresent(received::add);
        }
        deadLetters.poll();
        throwIfFailed();
        dispatcher.deliver(received);
        deferred.rewind();
        backpressure.apply();
        // Connect waits for open reports before a commit.
        if (offsets.pendingRecords() > 0 && deadLetters.isIdle()) {
            commits.request();
        }
        requestNextPut();
    }

    /** Revokes the events that the consumer reads again after a rewind. The events received before are obsolete. */
    private void revokeOnRewind(SinkRecord record) {
        if (offsets.rewind(RecordReader.partition(record), record.originalKafkaOffset())) {
            dispatcher.dropRevoked();
        }
    }

    /** Acknowledges delivered events. Rejected events are acknowledged when their dead letters are stored. */
    private void acknowledgeCompleted() {
        for (Completed completed : dispatcher.completed()) {
            ReceivedEvent event = completed.event();
            switch (completed.completion()) {
                case DELIVERED -> offsets.acknowledge(event.offset());
                case DEFERRED -> deferred.defer(event.offset());
                case REJECTED ->
                    deadLetters.add(new UndeliverableRecord(
                            event.record(),
                            event.offset(),
                            Optional.of(event.event().source().table()),
                            completed.rejection().orElse("")));
            }
        }
    }

    private final class RejectionListener implements DeadLetters.Listener {
        @Override
        public void reported(UndeliverableRecord record) {
            meter.rejected();
        }

        /** The events before the record are still delivered; otherwise, they would be held back at every restart. */
        @Override
        public void failed(UndeliverableRecord record, ConnectException reason, boolean isUrgent) {
            offsets.fail(record.offset());
            dispatcher.dropRevoked();
            backpressure.stop();
            Instant now = runtime.clock().instant();
            failures.add(new Failure(reason, record.table(), isUrgent ? now : now.plus(FAILURE_DELAY)));
        }
    }

    private void throwIfFailed() {
        boolean isDue = failures.stream()
                .anyMatch(failure -> offsets.pendingRecords() == 0
                        || !runtime.clock().instant().isBefore(failure.due()));
        if (isDue) {
            failures.forEach(failure -> dispatcher.fail(failure.reason(), failure.table()));
        }
        dispatcher.failure().ifPresent(reason -> {
            throw new ConnectException(reason.getMessage(), reason);
        });
    }

    /** Accepts the event of a record, unless an earlier record of its partition has failed. */
    private Optional<ReceivedEvent> accept(SinkRecord record) {
        TopicPartition partition = RecordReader.partition(record);
        long offset = record.originalKafkaOffset();
        return switch (deferred.treatment(partition, offset)) {
            case SKIP -> Optional.empty();
            case POSTPONE -> {
                revokeOnRewind(record);
                yield Optional.empty();
            }
            case RESUME -> offsets.resume(partition, offset).flatMap(resumed -> receive(record, Optional.of(resumed)));
            case ACCEPT -> {
                revokeOnRewind(record);
                yield offsets.hasFailed(partition) ? Optional.empty() : receive(record, Optional.empty());
            }
        };
    }

    /**
     * Tracks the offset of a record in any case, because a commit must not skip an unreadable record.
     *
     * @param resumed the offset of an event that was deferred
     */
    private Optional<ReceivedEvent> receive(SinkRecord record, Optional<PendingOffset> resumed) {
        Instant now = runtime.clock().instant();
        try {
            Optional<ChangeEvent> read = reader.readLazily(record);
            boolean isBeforeKnown = gaps.read(
                            RecordReader.partition(record), record.originalKafkaOffset(), read.map(ChangeEvent::time))
                    .isEmpty();
            return read.flatMap(event -> filter.apply(event, isBeforeKnown))
                    .map(event -> new ReceivedEvent(
                            record,
                            event,
                            now,
                            resumed.orElseGet(() -> track(
                                    record, EventSize.of(event), event.source().time()))));
        } catch (DataException e) {
            deadLetters.add(new UndeliverableRecord(
                    record,
                    resumed.orElseGet(() -> track(record, 0, now)),
                    Optional.empty(),
                    String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private PendingOffset track(SinkRecord record, long bytes, Instant changedAt) {
        return offsets.track(RecordReader.partition(record), record.originalKafkaOffset(), bytes, changedAt);
    }

    /** Otherwise, Connect would not call the task until a record arrives or a commit is due. */
    private void requestNextPut() {
        meter.buffered(new DeliveryMeter.Buffered(
                offsets.pendingRecords(),
                offsets.pendingBytes(),
                offsets.deferred(),
                offsets.uncommitted(),
                offsets.oldestChange()));
        if (backpressure.isPaused()) {
            context.timeout(PUT_INTERVAL_PAUSED.toMillis());
        } else if (offsets.pendingRecords() > 0 || deferred.isWaiting()) {
            context.timeout(PUT_INTERVAL.toMillis());
        }
    }

    /**
     * Returns the offsets to commit. Before a final commit, the deliveries in flight have a few seconds to complete,
     * and none starts before the next {@link #put}, because their events would be delivered again. Never throws,
     * because Connect would then rewind to the last committed offsets. The next {@link #put} throws a failure instead.
     */
    Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> current) {
        if (commits.isFinal()) {
            runtime.awaiter().await(dispatcher.hold(), DRAIN_TIMEOUT);
        }
        acknowledgeCompleted();
        deadLetters.acknowledgeStored();
        requestNextPut();
        return offsets.committable(deferred.withoutPostponed(current));
    }

    /** Handles partitions that were assigned to the task. */
    void open(Collection<TopicPartition> partitions) {
        backpressure.open(partitions);
        requestNextPut();
    }

    /**
     * Handles partitions that are revoked. After this method returns, none of their events can reach the destination.
     *
     * @throws ConnectException if an aborted delivery does not complete within {@link #REVOKE_TIMEOUT}
     */
    void close(Collection<TopicPartition> partitions) {
        acknowledgeCompleted();
        commits.onRevoked();
        backpressure.close(partitions);
        offsets.close(partitions);
        CompletableFuture<Void> aborted = dispatcher.abortRevoked();
        deferred.close(partitions);
        if (!runtime.awaiter().await(aborted, REVOKE_TIMEOUT)) {
            throw new ConnectException("An aborted delivery did not complete within " + REVOKE_TIMEOUT.toSeconds()
                    + " s: events of " + partitions + " can still reach the destination after newer events from the"
                    + " next owner of these partitions. Check the destination for outdated data, then restart the"
                    + " task.");
        }
    }

    /** Aborts the deliveries in flight. The thread and the destination are closed afterwards, by their owner. */
    void stop() {
        if (!runtime.awaiter().await(dispatcher.abortAll(), STOP_TIMEOUT)) {
            LOG.warn(
                    "An aborted delivery did not complete within {} s. Its events can still reach the destination after"
                            + " newer events from the next task; check the destination for outdated data",
                    STOP_TIMEOUT.toSeconds());
        }
    }
}
