/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import com.google.protobuf.ByteString;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.fanout.ring.BufferedEvent;
import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.OutOfRangeException;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.wire.Payload;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The call of one subscriber. After {@link #wake} it sends as much as the call accepts, on the threads that all
 * subscriptions share, but only on one thread at a time. While the call accepts nothing, the subscription retains only
 * its cursor.
 */
public final class Subscription {
    /** Events examined at a time, so that a selective filter does not delay other subscribers. */
    private static final int BATCH_SIZE = 1_000;

    private static final int BATCHES_PER_RUN = 2;

    private final ServerCall<?, Payload> call;
    private final Ring ring;
    private final Cursor cursor;
    private final BooleanSupplier hasReachedTip;
    private final EventSelection selection;
    private final ResponseBuffer responses;
    private final Timeouts timeouts;
    private final LongSupplier nanos;
    private final Executor threads;
    private final TokenCache tokens;
    private final Observer observer;
    private final SubscriptionMeter meter;
    private final AtomicInteger wakes = new AtomicInteger();

    private boolean hasStarted;
    private boolean isEnded;
    private boolean isAtTip;
    private long atTipSince;
    private boolean isCaughtUp;
    private boolean isStalled;
    private long stalledSince;
    private long lastSentAt;

    /** Observes the end of a subscription. */
    interface Observer {
        /** The subscription sends nothing more. */
        void ended(Subscription subscription);

        /** The call no longer uses memory: the client has received its end, or cannot receive it any more. */
        void transportEnded();
    }

    Subscription(
            ServerCall<?, Payload> call,
            StartPosition start,
            EventSelection selection,
            ResponseBuffer responses,
            Subscriptions.SubscriptionContext shared,
            Observer observer) {
        this.call = call;
        this.ring = start.ring();
        this.cursor = start.cursor();
        this.hasReachedTip = start.hasReachedTip();
        this.selection = selection;
        this.responses = responses;
        this.timeouts = shared.timeouts();
        this.nanos = shared.nanos();
        this.threads = shared.threads();
        this.tokens = shared.tokens();
        this.meter = shared.meter();
        this.observer = observer;
        lastSentAt = nanos.getAsLong();
    }

    /** Schedules a run. Does not block. */
    public void wake() {
        if (wakes.getAndIncrement() == 0) {
            threads.execute(this::run);
        }
    }

    /** Called once, when the transport reports the end of the call. */
    public void transportEnded() {
        observer.transportEnded();
        wake();
    }

    private void run() {
        int seen = wakes.get();
        boolean hasMore = false;
        try {
            hasMore = step();
        } catch (OutOfRangeException e) {
            close(CallStatus.outOfRange(
                    String.valueOf(e.getMessage()), tokens.codec().text(ring.token(ring.earliest()))));
        } catch (RejectedEventException e) {
            close(CallStatus.filterNotApplicable(String.valueOf(e.getMessage()), token()));
        } catch (RuntimeException | Error e) {
            // The cursor may have passed an event that was not sent, so the call cannot continue. The subscriber gets a
            // status, and the uncaught exception handler logs the error.
            close(CallStatus.internalError(e));
            throw e;
        } finally {
            if (hasMore || !wakes.compareAndSet(seen, 0)) {
                wakes.set(1);
                threads.execute(this::run);
            }
        }
    }

    /** @return whether more can be sent immediately */
    private boolean step() {
        if (isEnded || call.isCancelled()) {
            finish();
            return false;
        }
        if (!hasStarted) {
            hasStarted = true;
            call.sendHeaders(new Metadata());
            responses.started(this::tokenBytes).ifPresent(this::send);
        }
        Optional<String> retired = ring.retired();
        if (retired.isPresent()) {
            responses.heartbeat(this::tokenBytes).ifPresent(this::send);
            close(CallStatus.unavailable(retired.get()));
            return false;
        }
        requireInRing();
        for (int batch = 0; batch < BATCHES_PER_RUN; batch++) {
            if (isStalled()) {
                return false;
            }
            // Before the ring is read: the events with which it reaches the tip are sent before caught_up.
            updateTip();
            if (!sendNext()) {
                handleRingEnd();
                return false;
            }
        }
        if (!isStalled()) {
            // Otherwise nothing would be sent for a long time while the filter rejects a steady flow of events.
            sendHeartbeatIfDue();
        }
        return true;
    }

    /** Also ends the call of a stalled subscriber with OUT_OF_RANGE when its next event is evicted. */
    private void requireInRing() {
        ring.next(cursor, 0);
    }

    private boolean isStalled() {
        long now = nanos.getAsLong();
        if (call.isReady()) {
            isStalled = false;
            return false;
        }
        if (!isStalled) {
            isStalled = true;
            stalledSince = now;
        }
        if (exceeds(now - stalledSince, timeouts.slowSubscriber())) {
            close(CallStatus.slowSubscriber(
                    "the subscriber accepted no responses for "
                            + timeouts.slowSubscriber().toMillis()
                            + " ms ('slow.timeout.ms'); resume with the token in the details",
                    token()));
        }
        return true;
    }

    private static boolean exceeds(long nanos, Duration limit) {
        return Duration.ofNanos(nanos).compareTo(limit) > 0;
    }

    /**
     * Examines the next events and sends the selected ones.
     *
     * @return whether there were any
     */
    private boolean sendNext() {
        List<BufferedEvent> events = ring.next(cursor, BATCH_SIZE);
        for (BufferedEvent event : events) {
            if (cursor.isNew(event)) {
                visibleAs(event).ifPresent(visible -> responses.add(event, visible));
            }
            cursor.advance(event);
            if (responses.isFull()) {
                flush();
                if (!call.isReady()) {
                    return true;
                }
            }
        }
        flush();
        return !events.isEmpty();
    }

    private Optional<VisibleEvent> visibleAs(BufferedEvent event) {
        try {
            return selection.visibleAs(event, cursor.isOldImageKnown(event));
        } catch (RejectedEventException e) {
            // Only the token in the final status skips this event: a subscriber that disconnects earlier gets the same
            // status again.
            flush();
            cursor.advance(event);
            throw e;
        }
    }

    private void flush() {
        int events = responses.events();
        if (events > 0) {
            responses.drain(this::tokenBytes).forEach(this::send);
            meter.recordSent(events);
        }
    }

    private void updateTip() {
        if (!isAtTip && hasReachedTip.getAsBoolean()) {
            isAtTip = true;
            atTipSince = nanos.getAsLong();
        }
    }

    /** Called when the cursor has passed all events in the ring. The server can still be reading older ones. */
    private void handleRingEnd() {
        if (isAtTip) {
            handleTip(nanos.getAsLong());
        }
        sendHeartbeatIfDue();
    }

    private void handleTip(long now) {
        if (cursor.isBeforeToken() && exceeds(now - atTipSince, timeouts.tokenWait())) {
            throw new OutOfRangeException("this server did not reach the token within "
                    + timeouts.tokenWait().toMillis()
                    + " ms ('token.wait.ms'): the topic was recreated, or this server is far behind the one that"
                    + " issued the token");
        }
        if (!isCaughtUp && !cursor.isBeforeToken()) {
            isCaughtUp = true;
            responses.caughtUp(this::tokenBytes).ifPresent(this::send);
        }
    }

    private void sendHeartbeatIfDue() {
        long now = nanos.getAsLong();
        if (now - lastSentAt >= responses.heartbeatInterval().toNanos()) {
            lastSentAt = now;
            responses.heartbeat(this::tokenBytes).ifPresent(this::send);
        }
    }

    private void send(Payload payload) {
        call.sendMessage(payload);
        if (!responses.sendsUnconditionalHeartbeats()) {
            lastSentAt = nanos.getAsLong();
        }
    }

    private ByteString tokenBytes() {
        return tokens.token(ring, cursor);
    }

    private String token() {
        return tokenBytes().toStringUtf8();
    }

    private void close(CallStatus reason) {
        try {
            if (!isEnded && !call.isCancelled()) {
                call.close(reason.status(), reason.trailers());
            }
        } finally {
            finish();
        }
    }

    private void finish() {
        if (!isEnded) {
            isEnded = true;
            observer.ended(this);
        }
    }
}
