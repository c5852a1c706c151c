/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import com.google.protobuf.ByteString;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.Operation;
import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.HeldEvent;
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
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One subscriber's call. Whoever has news for it wakes it; it then sends what the call takes at once, on one of the
 * threads that all subscriptions share, and on one at a time. While the call takes no more it holds nothing but its
 * cursor.
 */
public final class Subscription {
    /** Events that are looked at in one go, so that a filter that lets little pass holds up nobody. */
    private static final int STRETCH = 1_000;

    private static final int STRETCHES_AT_A_TIME = 2;

    private final ServerCall<?, Payload> call;
    private final Ring ring;
    private final Cursor cursor;
    private final Selection selection;
    private final Answers answers;
    private final Patience patience;
    private final LongSupplier nanos;
    private final Executor threads;
    private final TokenCache tokens;
    private final Consumer<Subscription> ended;
    private final SubscriptionMeter meter;
    private final AtomicInteger wakes = new AtomicInteger();

    private boolean hasBegun;
    private boolean hasEnded;
    private boolean wasCaughtUp;
    private boolean isStalled;
    private long stalledSince;
    private final long begunAt;
    private long sentAt;

    Subscription(
            ServerCall<?, Payload> call,
            Ring ring,
            Cursor cursor,
            Selection selection,
            Answers answers,
            Subscriptions.Surroundings surroundings,
            Consumer<Subscription> ended) {
        this.call = call;
        this.ring = ring;
        this.cursor = cursor;
        this.selection = selection;
        this.answers = answers;
        this.patience = surroundings.patience();
        this.nanos = surroundings.nanos();
        this.threads = surroundings.threads();
        this.tokens = surroundings.tokens();
        this.meter = surroundings.meter();
        this.ended = ended;
        begunAt = nanos.getAsLong();
        sentAt = begunAt;
    }

    /** There may be something to do. Returns at once. */
    public void wake() {
        if (wakes.getAndIncrement() == 0) {
            threads.execute(this::run);
        }
    }

    private void run() {
        int seen = wakes.get();
        boolean isMore = false;
        try {
            isMore = step();
        } catch (OutOfRangeException e) {
            close(Ending.outOfRange(
                    String.valueOf(e.getMessage()), ring.token(ring.earliest()).text()));
        } catch (RejectedEventException e) {
            close(Ending.undecided(String.valueOf(e.getMessage()), token()));
        } catch (RuntimeException | Error e) {
            // It may have passed an event that was not sent, so it cannot go on. Nobody waits for what runs here; the
            // subscriber is told, and the uncaught handler says the rest.
            close(Ending.failed(e));
            throw e;
        } finally {
            if (isMore || !wakes.compareAndSet(seen, 0)) {
                wakes.set(1);
                threads.execute(this::run);
            }
        }
    }

    /** @return whether there is more to do at once */
    private boolean step() {
        if (hasEnded || call.isCancelled()) {
            finish();
            return false;
        }
        if (!hasBegun) {
            hasBegun = true;
            call.sendHeaders(new Metadata());
            answers.begun(this::tokenBytes).ifPresent(this::send);
        }
        Optional<String> retired = ring.retired();
        if (retired.isPresent()) {
            answers.heartbeat(this::tokenBytes).ifPresent(this::send);
            close(Ending.unavailable(retired.get()));
            return false;
        }
        requireHeld();
        for (int stretch = 0; stretch < STRETCHES_AT_A_TIME; stretch++) {
            if (isStalled()) {
                return false;
            }
            if (!tellNext()) {
                tellThatItWaits();
                return false;
            }
        }
        if (!isStalled()) {
            // Where events come without end and the filter lets none pass, it would else be told nothing for long.
            tellThatItLives();
        }
        return true;
    }

    /** One that takes nothing is told, too, when it can no longer go on. */
    private void requireHeld() {
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
        if (isLonger(now - stalledSince, patience.slow())) {
            close(Ending.slow(
                    "the subscriber took nothing for " + patience.slow().toMillis() + " ms ('slow.timeout.ms')",
                    token()));
        }
        return true;
    }

    private static boolean isLonger(long nanos, Duration limit) {
        return Duration.ofNanos(nanos).compareTo(limit) > 0;
    }

    /**
     * Looks at the next events and sends those that are for the subscriber.
     *
     * @return whether there were any
     */
    private boolean tellNext() {
        List<HeldEvent> events = ring.next(cursor, STRETCH);
        for (HeldEvent event : events) {
            if (cursor.isNew(event)) {
                Optional<Operation> told = told(event);
                told.ifPresent(operation -> answers.add(event, operation));
            }
            cursor.pass(event);
            if (answers.isFull()) {
                sendAdded();
                if (!call.isReady()) {
                    return true;
                }
            }
        }
        sendAdded();
        return !events.isEmpty();
    }

    private Optional<Operation> told(HeldEvent event) {
        try {
            return selection.told(event);
        } catch (RejectedEventException e) {
            // Only the token of the end goes on behind it: a subscriber that is cut off before that hears of it again.
            sendAdded();
            cursor.pass(event);
            throw e;
        }
    }

    private void sendAdded() {
        int events = answers.events();
        if (events > 0) {
            answers.take(this::tokenBytes).forEach(this::send);
            meter.sent(events);
        }
    }

    private void tellThatItWaits() {
        long now = nanos.getAsLong();
        if (cursor.isBehindItsToken() && isLonger(now - begunAt, patience.token())) {
            throw new OutOfRangeException("this server did not come up to the token in "
                    + patience.token().toMillis()
                    + " ms ('token.wait.ms'): the topic behind it was created anew, or the"
                    + " server is far behind the one that gave the token");
        }
        if (!wasCaughtUp && !cursor.isBehindItsToken()) {
            wasCaughtUp = true;
            answers.caughtUp(this::tokenBytes).ifPresent(this::send);
        }
        tellThatItLives();
    }

    private void tellThatItLives() {
        long now = nanos.getAsLong();
        if (now - sentAt >= answers.heartbeatInterval().toNanos()) {
            sentAt = now;
            answers.heartbeat(this::tokenBytes).ifPresent(this::send);
        }
    }

    private void send(Payload payload) {
        call.sendMessage(payload);
        if (!answers.isHeartbeatAlways()) {
            sentAt = nanos.getAsLong();
        }
    }

    private ByteString tokenBytes() {
        return tokens.token(ring, cursor);
    }

    private String token() {
        return tokenBytes().toStringUtf8();
    }

    private void close(Ending reason) {
        try {
            if (!hasEnded && !call.isCancelled()) {
                call.close(reason.status(), reason.trailers());
            }
        } finally {
            finish();
        }
    }

    private void finish() {
        if (!hasEnded) {
            hasEnded = true;
            ended.accept(this);
        }
    }
}
