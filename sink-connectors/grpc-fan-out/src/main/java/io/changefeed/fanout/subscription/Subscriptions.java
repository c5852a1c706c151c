/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import io.changefeed.fanout.token.TokenCodec;
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
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * All subscriptions of a server. A subscription uses a place until the transport reports the end of its call: a closed
 * call whose client does not read still uses memory. Thread-safe.
 */
public final class Subscriptions {
    /** The resolution of heartbeats and timeouts. */
    private static final Duration TICK = Duration.ofMillis(200);

    private final Set<Subscription> active = ConcurrentHashMap.newKeySet();
    private final AtomicInteger available;
    private final int limit;
    private final SubscriptionContext shared;
    private final Subscription.Observer places = new Subscription.Observer() {
        @Override
        public void ended(Subscription subscription) {
            active.remove(subscription);
        }

        @Override
        public void transportEnded() {
            available.incrementAndGet();
        }
    };
    private final AtomicInteger wakeUps = new AtomicInteger();

    /**
     * The resources that all subscriptions share.
     *
     * @param threads the executor that runs the subscriptions
     * @param nanos a monotonic clock
     */
    public record SubscriptionContext(
            Executor threads, LongSupplier nanos, Timeouts timeouts, SubscriptionMeter meter, TokenCache tokens) {
        public SubscriptionContext(Executor threads, LongSupplier nanos, Timeouts timeouts, TokenCodec codec) {
            this(threads, nanos, timeouts, new SubscriptionMeter(), new TokenCache(codec));
        }
    }

    /** @param limit the maximum number of concurrent subscriptions */
    public Subscriptions(int limit, SubscriptionContext shared) {
        this.limit = limit;
        this.available = new AtomicInteger(limit);
        this.shared = shared;
    }

    /**
     * Schedules the checks for heartbeats and timeouts.
     *
     * @param onFailure receives the failure that ends them
     */
    public ScheduledFuture<?> scheduleTicks(ScheduledExecutorService clock, Consumer<Throwable> onFailure) {
        Runnable tick = () -> {
            try {
                wakeAll();
            } catch (RuntimeException | Error e) {
                // The executor would discard it.
                onFailure.accept(e);
                throw e;
            }
        };
        return clock.scheduleWithFixedDelay(tick, TICK.toNanos(), TICK.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Starts a subscription; empty if the limit is reached. */
    public Optional<Subscription> start(
            ServerCall<?, Payload> call, StartPosition start, EventSelection selection, ResponseBuffer responses) {
        if (available.getAndDecrement() <= 0) {
            available.incrementAndGet();
            return Optional.empty();
        }
        Subscription subscription = new Subscription(call, start, selection, responses, shared, places);
        active.add(subscription);
        subscription.wake();
        return Optional.of(subscription);
    }

    /** Wakes all subscriptions. Does not block. */
    public void wakeAll() {
        if (wakeUps.getAndIncrement() == 0) {
            shared.threads().execute(this::runWakeUp);
        }
    }

    private void runWakeUp() {
        wakeUps.set(0);
        active.forEach(Subscription::wake);
    }

    /** The number of subscriptions that have not ended. */
    public int count() {
        return active.size();
    }

    public int limit() {
        return limit;
    }

    public SubscriptionMeter meter() {
        return shared.meter();
    }

    /** Converts the tokens of all subscriptions. */
    public TokenCodec codec() {
        return shared.tokens().codec();
    }
}
