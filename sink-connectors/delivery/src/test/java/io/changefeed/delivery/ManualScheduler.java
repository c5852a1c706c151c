/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** An executor and a clock that a test advances. */
final class ManualScheduler extends AbstractExecutorService
        implements ScheduledExecutorService, InstantSource, Awaiter {
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();
    private Instant now;
    private boolean isShutdown;

    ManualScheduler(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void execute(Runnable command) {
        ready.add(command);
    }

    /** Runs all ready commands without advancing the clock. */
    void run() {
        for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
            next.run();
        }
    }

    /** Advances the clock and runs each command when it is due. */
    void advance(Duration time) {
        Instant end = now.plus(time);
        run();
        for (Optional<Timer> next = next(end); next.isPresent(); next = next(end)) {
            Timer timer = next.get();
            timers.remove(timer);
            now = timer.due.isAfter(now) ? timer.due : now;
            timer.run();
            run();
        }
        now = end;
    }

    private Optional<Timer> next(Instant end) {
        return timers.stream().filter(timer -> !timer.due.isAfter(end)).min(comparing(timer -> timer.due));
    }

    int timers() {
        return timers.size();
    }

    @Override
    public boolean await(CompletableFuture<Void> work, Duration timeout) {
        Instant end = now.plus(timeout);
        run();
        while (!work.isDone()) {
            Optional<Timer> next = next(end);
            if (next.isEmpty()) {
                now = end;
                return false;
            }
            advance(Duration.between(now, next.get().due.isAfter(now) ? next.get().due : now));
        }
        return true;
    }

    void runAfter(Duration delay, Runnable command) {
        timers.add(new Timer(command, now.plus(delay)));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        Timer timer = new Timer(command, now.plus(Duration.of(delay, unit.toChronoUnit())));
        timers.add(timer);
        return timer;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long delay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        isShutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        isShutdown = true;
        return List.copyOf(ready);
    }

    @Override
    public boolean isShutdown() {
        return isShutdown;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isShutdown;
    }

    private final class Timer extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final Instant due;

        private Timer(Runnable command, Instant due) {
            super(command, null);
            this.due = due;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            timers.remove(this);
            return super.cancel(mayInterrupt);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(now, due));
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
