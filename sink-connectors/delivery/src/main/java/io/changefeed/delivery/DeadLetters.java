/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.config.DeadLetterConfig;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.record.OffsetTracker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports records that cannot be delivered, and acknowledges each one when its report is stored. A record whose report
 * fails is never acknowledged. Does not wait for reports, although Connect's producer can block while one is sent.
 *
 * <p>Must be used only on the task's thread, because the reporter is not thread-safe.
 */
public final class DeadLetters {
    /** Connect waits for all open reports before each commit. */
    private static final int MAX_OPEN = 100;

    /**
     * Connect discards the failure of a report that its producer refuses at once, and returns a future that is
     * completed successfully ({@code RetryWithToleranceOperator.report}, Kafka 4.3). A stored report needs a round trip
     * to the broker. On a busy machine, the thread can be suspended for so long that it is completed on return too, even
     * several times in a row, but not this often.
     */
    private static final int MAX_ATTEMPTS = 10;

    private static final Duration WARNING_DELAY = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final @Nullable ErrantRecordReporter reporter;
    private final DeadLetterConfig config;
    private final OffsetTracker offsets;
    private final ScheduledExecutorService timer;
    private final Listener listener;
    private final Queue<UndeliverableRecord> waiting = new ArrayDeque<>();
    private final List<OpenReport> open = new ArrayList<>();
    private final AtomicBoolean hasWarned = new AtomicBoolean();

    /** Receives what happens to undeliverable records. */
    public interface Listener {
        /** The record is reported. */
        void reported(UndeliverableRecord record);

        /**
         * The record cannot be reported: the task must fail. Can throw the reason.
         *
         * @param isUrgent whether Connect fails the task at its next commit otherwise, without the reason
         */
        void failed(UndeliverableRecord record, ConnectException reason, boolean isUrgent);

        /** A report was not stored within 30 s. Called by the timer's thread. */
        default void delayed(String message) {
            LOG.error(message);
        }
    }

    private record OpenReport(UndeliverableRecord record, Future<Void> report, ScheduledFuture<?> warning) {}

    /**
     * @param reporter null if neither a dead letter queue nor error logging is configured
     * @param offsets where stored records are acknowledged
     * @param timer its threads must not be the task's thread, which can be blocked
     */
    public DeadLetters(
            @Nullable ErrantRecordReporter reporter,
            DeadLetterConfig config,
            OffsetTracker offsets,
            ScheduledExecutorService timer,
            Listener listener) {
        this.reporter = reporter;
        this.config = config;
        this.offsets = offsets;
        this.timer = timer;
        this.listener = listener;
    }

    /** Adds a record, which is reported in {@link #poll}. */
    public void add(UndeliverableRecord record) {
        waiting.add(record);
    }

    /** Whether records wait because too many reports are open. */
    public boolean isFull() {
        return !waiting.isEmpty();
    }

    /** Whether all reports are stored. */
    public boolean isIdle() {
        return waiting.isEmpty() && open.isEmpty();
    }

    /** Acknowledges the records whose reports are stored, and reports further ones. */
    public void poll() {
        acknowledgeStored();
        while (open.size() < MAX_OPEN && !waiting.isEmpty()) {
            UndeliverableRecord next = waiting.remove();
            if (!next.offset().isRevoked()) {
                report(next);
            }
        }
    }

    /** Acknowledges the records whose reports are stored. */
    public void acknowledgeStored() {
        open.removeIf(sent -> isComplete(sent, true));
    }

    private void report(UndeliverableRecord record) {
        listener.reported(record);
        if (reporter == null) {
            listener.failed(record, notTolerated(record, null), false);
            return;
        }
        ScheduledFuture<?> warning =
                timer.schedule(() -> warn(record), WARNING_DELAY.toMillis(), TimeUnit.MILLISECONDS);
        try {
            OpenReport sent = new OpenReport(record, send(record, reporter, warning), warning);
            if (!isComplete(sent, false)) {
                open.add(sent);
            }
        } catch (KafkaException e) {
            warning.cancel(false);
            listener.failed(record, config.toleratesErrors() ? notStored(record, e) : notTolerated(record, e), false);
        }
    }

    private Future<Void> send(UndeliverableRecord record, ErrantRecordReporter to, Future<?> warning) {
        RejectedEventException error = new RejectedEventException(record.reason());
        Future<Void> report = to.report(record.record(), error);
        for (int attempts = 1; config.topic().isPresent() && isDoubtful(report); attempts++) {
            // After the warning, the producer was blocked, and so was the task.
            if (attempts == MAX_ATTEMPTS || warning.isDone()) {
                return CompletableFuture.failedFuture(new ConnectException(
                        "the producer of Kafka Connect refused it, and the log of the worker contains the reason"));
            }
            report = to.report(record.record(), error);
        }
        return report;
    }

    /** Whether Connect has possibly discarded the failure. Other futures than its own are those of the producer. */
    private static boolean isDoubtful(Future<Void> report) {
        return report instanceof CompletableFuture && report.isDone();
    }

    /** @param isTracked whether Connect waits for the report, because it was open when it was sent */
    private boolean isComplete(OpenReport sent, boolean isTracked) {
        boolean isRevoked = sent.record.offset().isRevoked();
        if (!isRevoked && !sent.report.isDone()) {
            return false;
        }
        sent.warning.cancel(false);
        if (!isRevoked) {
            failure(sent.report)
                    .ifPresentOrElse(
                            reason -> listener.failed(sent.record, notStored(sent.record, reason), isTracked),
                            () -> acknowledge(sent.record));
        }
        return true;
    }

    private void acknowledge(UndeliverableRecord stored) {
        hasWarned.set(false);
        offsets.acknowledge(stored.offset());
    }

    private static Optional<Throwable> failure(Future<Void> done) {
        boolean wasInterrupted = Thread.interrupted();
        try {
            done.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause() == null ? e : e.getCause());
        } catch (CancellationException | InterruptedException e) {
            return Optional.of(e);
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static ConnectException notTolerated(UndeliverableRecord record, @Nullable Throwable cause) {
        return new ConnectException(
                record.place() + " cannot be delivered: " + record.reason()
                        + ". Its offset is not committed. To keep such records in a dead letter queue and continue, set '"
                        + DeadLetterConfig.TOLERANCE + "=all' and '" + DeadLetterConfig.TOPIC
                        + "'. To skip them with a log message, set '" + DeadLetterConfig.TOLERANCE + "=all' and '"
                        + DeadLetterConfig.LOG_ENABLE + "=true'.",
                cause);
    }

    private ConnectException notStored(UndeliverableRecord record, Throwable cause) {
        return new ConnectException(
                record.place() + " cannot be delivered: " + record.reason() + ". Its dead letter was not stored in '"
                        + config.topic().orElse("") + "': " + cause.getMessage()
                        + ". Its offset is not committed. Make sure that the topic is available. If the record is too"
                        + " large, increase '" + DeadLetterConfig.MAX_REQUEST_SIZE
                        + "' and 'max.message.bytes' of the topic. Then restart the task.",
                cause);
    }

    private void warn(UndeliverableRecord record) {
        if (hasWarned.compareAndSet(false, true)) {
            listener.delayed(record.place() + " cannot be delivered, and its dead letter was not stored in '"
                    + config.topic().orElse("") + "' within " + WARNING_DELAY.toSeconds()
                    + " s. Until it is, the task commits no offsets, and it can be blocked inside Kafka Connect. Make"
                    + " sure that the topic is available. To let the task fail instead, set '"
                    + DeadLetterConfig.MAX_BLOCK + "' and '" + DeadLetterConfig.DELIVERY_TIMEOUT + "'.");
        }
    }
}
