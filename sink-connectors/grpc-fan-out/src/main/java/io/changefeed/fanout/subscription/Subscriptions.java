/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.wire.Payload;
import io.grpc.ServerCall;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** All subscriptions of a server. Safe for use by several threads. */
public final class Subscriptions {
    /** How exactly heartbeats and limits of time are kept. */
    private static final Duration TICK = Duration.ofMillis(200);

    private final Set<Subscription> live = ConcurrentHashMap.newKeySet();
    private final AtomicInteger places;
    private final int limit;
    private final Surroundings surroundings;
    private final AtomicInteger announcements = new AtomicInteger();

    /**
     * What all subscriptions share.
     *
     * @param threads on which they run
     * @param nanos a clock that only rises
     */
    public record Surroundings(
            Executor threads, LongSupplier nanos, Patience patience, SubscriptionMeter meter, TokenCache tokens) {
        public Surroundings(Executor threads, LongSupplier nanos, Patience patience) {
            this(threads, nanos, patience, new SubscriptionMeter(), new TokenCache());
        }
    }

    /** @param limit how many there may be at a time */
    public Subscriptions(int limit, Surroundings surroundings) {
        this.limit = limit;
        this.places = new AtomicInteger(limit);
        this.surroundings = surroundings;
    }

    /** Looks after heartbeats and limits of time from now on. */
    public ScheduledFuture<?> watch(ScheduledExecutorService clock) {
        return clock.scheduleWithFixedDelay(this::announce, TICK.toNanos(), TICK.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Begins a subscription; empty when there are too many. */
    public Optional<Subscription> begin(
            ServerCall<?, Payload> call, Ring ring, Cursor cursor, Selection selection, Answers answers) {
        if (places.getAndDecrement() <= 0) {
            places.incrementAndGet();
            return Optional.empty();
        }
        Subscription subscription = new Subscription(call, ring, cursor, selection, answers, surroundings, this::leave);
        live.add(subscription);
        subscription.wake();
        return Optional.of(subscription);
    }

    private void leave(Subscription subscription) {
        live.remove(subscription);
        places.incrementAndGet();
    }

    /** There is news for some or all. Returns at once. */
    public void announce() {
        if (announcements.getAndIncrement() == 0) {
            surroundings.threads().execute(this::wakeAll);
        }
    }

    private void wakeAll() {
        announcements.set(0);
        live.forEach(Subscription::wake);
    }

    public int count() {
        return live.size();
    }

    public int limit() {
        return limit;
    }

    public SubscriptionMeter meter() {
        return surroundings.meter();
    }
}
