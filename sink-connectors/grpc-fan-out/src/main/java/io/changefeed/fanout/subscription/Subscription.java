/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import com.google.protobuf.ByteString;
import io.changefeed.delivery.RejectedEventException;
import io.changefeed.event.Operation;
import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.HeldEvent;
import io.changefeed.fanout.ring.OutOfRangeException;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.wire.Payload;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
    private volatile @Nullable Ending ending;

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

    /** Ends the call, with a last token before. */
    void end(Ending reason) {
        ending = reason;
        wake();
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
        } catch (RuntimeException e) {
            // Nobody waits for what runs here; the subscriber is told, and the uncaught handler says the rest.
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
        @Nullable Ending reason = ending;
        if (reason != null) {
            answers.heartbeat(this::tokenBytes).ifPresent(this::send);
            close(reason);
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
        if (now - stalledSince > patience.slow().toNanos()) {
            close(Ending.slow(
                    "the subscriber took nothing for " + patience.slow().toMillis() + " ms ('slow.timeout.ms')",
                    token()));
        }
        return true;
    }

    /**
     * Looks at the next events and sends those that are for the subscriber.
     *
     * @return whether there were any
     */
    private boolean tellNext() {
        List<HeldEvent> events = ring.next(cursor, STRETCH);
        for (HeldEvent event : events) {
            if (cursor.pass(event)) {
                Optional<Operation> told = told(event);
                told.ifPresent(operation -> answers.add(event, operation));
            }
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
            sendAdded();
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
        if (cursor.isBehindItsToken() && now - begunAt > patience.token().toNanos()) {
            throw new OutOfRangeException("this server did not come up to the token in "
                    + patience.token().toMillis()
                    + " ms ('token.wait.ms'): the topic behind it was created anew, or the"
                    + " server is far behind the one that gave the token");
        }
        if (!wasCaughtUp && !cursor.isBehindItsToken()) {
            wasCaughtUp = true;
            answers.caughtUp(this::tokenBytes).ifPresent(this::send);
        }
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
        if (!hasEnded && !call.isCancelled()) {
            call.close(reason.status(), reason.trailers());
        }
        finish();
    }

    private void finish() {
        if (!hasEnded) {
            hasEnded = true;
            ended.accept(this);
        }
    }
}
