/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.task;

import io.changefeed.delivery.Destination;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.dispatch.Answered;
import io.changefeed.delivery.dispatch.Dispatcher;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.delivery.lane.PendingEvent;
import io.changefeed.delivery.metrics.DeliveryMeter;
import io.changefeed.delivery.metrics.DeliveryMetrics;
import io.changefeed.delivery.offset.Ledger;
import io.changefeed.delivery.offset.Receipt;
import io.changefeed.delivery.record.EventSize;
import io.changefeed.delivery.record.RecordReader;
import io.changefeed.delivery.retry.RetryPolicy;
import io.changefeed.event.ChangeEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A started task: records become events, which the {@link Dispatcher} delivers; what it has settled is acknowledged, and
 * what the destination rejects goes to the dead letters.
 *
 * <p>Used by the task's thread alone.
 */
public final class Delivery {
    /** Connect calls {@link #put} when a record comes or when this time is over, which it must be told every time. */
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(100);

    /** While the consumer reads nothing, only this wakes the task. */
    private static final Duration LONGEST_SLEEP_PAUSED = Duration.ofMillis(20);

    /** A commit must not take more than 5 s in all: that is when a task that is stopped is given up. */
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(3);

    /** The other members of the group wait for it. */
    private static final Duration LONGEST_GIVING_UP = Duration.ofSeconds(30);

    /** Connect gives up a task that does not stop in 5 s. */
    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final SinkTaskContext context;
    private final RecordReader reader = new RecordReader();
    private final EventFilter filter;
    private final Ledger ledger = new Ledger();
    private final Queue<Answered> rejected = new ArrayDeque<>();
    private final Intake intake;
    private final DeadLetters deadLetters;
    private final Dispatcher dispatcher;
    private final DeliveryMeter meter;
    private final Surroundings surroundings;

    Delivery(
            SinkTaskContext context,
            DeliveryConfig config,
            RetryPolicy retry,
            Destination destination,
            Surroundings surroundings) {
        this.context = context;
        this.surroundings = surroundings;
        this.filter = config.eventFilter();
        this.meter = DeliveryMetrics.meter(context, surroundings.clock());
        this.deadLetters = new DeadLetters(context.errantRecordReporter(), meter::rejected);
        this.intake = new Intake(context, config, ledger);
        this.dispatcher = new Dispatcher(
                destination,
                config.maxInFlight(),
                config.batchLimits(),
                retry,
                surroundings.executor(),
                surroundings.clock(),
                meter);
    }

    /** Starts a task with a thread of its own. */
    public static Delivery start(SinkTaskContext context, DeliveryConfig config, Destination destination) {
        return new Delivery(context, config, config.retryPolicy(), destination, Surroundings.real());
    }

    /**
     * Takes records, possibly none, and returns; they are delivered in the background.
     *
     * @throws ConnectException when the destination takes nothing any more, or a record cannot be delivered and there
     *     is nobody to report it to
     */
    public void put(Collection<SinkRecord> records) {
        settle();
        report();
        List<Received> received = new ArrayList<>(records.size());
        for (SinkRecord record : records) {
            forgetLater(record);
            received(record).ifPresent(received::add);
        }
        requireNoFailure();
        dispatcher.deliver(received.stream().map(this::begun).toList());
        intake.adjust();
        returnSoon();
    }

    private record Received(SinkRecord record, ChangeEvent event, long bytes) {}

    /** A consumer that goes back brings everything from there on again: what came of it before counts no more. */
    private void forgetLater(SinkRecord record) {
        if (ledger.rewind(RecordReader.partition(record), record.originalKafkaOffset())) {
            dispatcher.dropVoid();
        }
    }

    /**
     * Settles what was delivered. What was rejected waits for the next {@link #put}: Connect waits for reports to be
     * stored before it asks what to commit, and so a report that is made while it asks could be lost though its offset
     * is committed.
     */
    private void settle() {
        for (Answered answered : dispatcher.settled()) {
            if (answered.rejection().isPresent()) {
                rejected.add(answered);
            } else {
                ledger.settle(answered.event().receipt());
            }
        }
    }

    private void report() {
        for (Answered answered = rejected.poll(); answered != null; answered = rejected.poll()) {
            PendingEvent event = answered.event();
            boolean isSettled = event.receipt().isVoid()
                    || answered.rejection()
                            .map(reason -> isReported(event.record(), reason, List.of(event.event())))
                            .orElse(true);
            if (isSettled) {
                ledger.settle(event.receipt());
            }
        }
    }

    private boolean isReported(SinkRecord record, String reason, List<ChangeEvent> events) {
        try {
            deadLetters.report(record, reason);
            return true;
        } catch (ConnectException e) {
            dispatcher.fail(e, events);
            return false;
        }
    }

    private void requireNoFailure() {
        dispatcher.failure().ifPresent(reason -> {
            throw new ConnectException(reason.getMessage(), reason);
        });
    }

    private Optional<Received> received(SinkRecord record) {
        try {
            return reader.readHead(record)
                    .flatMap(filter::apply)
                    .map(event -> new Received(record, event, EventSize.of(event)));
        } catch (DataException e) {
            isReported(record, String.valueOf(e.getMessage()), List.of());
            return Optional.empty();
        }
    }

    private PendingEvent begun(Received received) {
        SinkRecord record = received.record;
        Receipt receipt = ledger.begin(
                RecordReader.partition(record),
                record.originalKafkaOffset(),
                received.bytes,
                received.event.source().time());
        return new PendingEvent(
                received.event, record, received.bytes, surroundings.clock().instant(), receipt);
    }

    /** While anything waits, so that its end is seen: Connect would sleep until a record comes or a commit is due. */
    private void returnSoon() {
        meter.holds(new DeliveryMeter.Buffered(ledger.pendingRecords(), ledger.pendingBytes(), ledger.oldestChange()));
        if (intake.isPaused()) {
            context.timeout(LONGEST_SLEEP_PAUSED.toMillis());
        } else if (ledger.pendingRecords() > 0) {
            context.timeout(LONGEST_SLEEP.toMillis());
        }
    }

    /**
     * What may be committed, after what is under way has had a few seconds to end. Nothing new is begun until the next
     * {@link #put}: Connect calls this before it takes partitions away. It never throws, since Connect would then go
     * back to what was committed before; what there is to throw, the next {@link #put} throws.
     */
    public Map<TopicPartition, OffsetAndMetadata> committable(Map<TopicPartition, OffsetAndMetadata> current) {
        surroundings.waiter().await(dispatcher.hold(), LONGEST_DRAIN);
        settle();
        returnSoon();
        return ledger.committable(current);
    }

    /** Partitions were given to the task. */
    public void open(Collection<TopicPartition> partitions) {
        intake.open(partitions);
        returnSoon();
    }

    /**
     * Partitions are taken away. When it returns, nothing of them can reach the destination any more.
     *
     * @throws ConnectException when the destination does not end what is under way in half a minute
     */
    public void close(Collection<TopicPartition> partitions) {
        settle();
        intake.close(partitions);
        ledger.close(partitions);
        if (!surroundings.waiter().await(dispatcher.giveUpVoid(), LONGEST_GIVING_UP)) {
            throw new ConnectException("The destination did not end a delivery that was aborted, within "
                    + LONGEST_GIVING_UP.toSeconds() + " s: events of " + partitions
                    + " may arrive there after newer ones of their next owner.");
        }
    }

    /** Ends what is under way and closes the destination. */
    public void stop() {
        if (!surroundings.waiter().await(dispatcher.abortAll(), LONGEST_END)) {
            LOG.warn("The destination did not end a delivery that was aborted, within {}", LONGEST_END);
        }
        surroundings.waiter().await(dispatcher.close(), LONGEST_END);
        surroundings.executor().shutdownNow();
    }
}
