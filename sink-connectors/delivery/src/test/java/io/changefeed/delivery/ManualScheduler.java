/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An executor and a clock that a test advances. */
final class ManualScheduler extends AbstractExecutorService
        implements ScheduledExecutorService, InstantSource, Awaiter {
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final Queue<Timer> timers =
            new PriorityQueue<>(comparing((Timer timer) -> timer.due).thenComparing(timer -> timer.number));
    private long nextNumber;
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

    /** Adds a command that runs before all others that are ready. */
    void executeFirst(Runnable command) {
        ready.addFirst(command);
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
        for (Timer timer = pollDue(end); timer != null; timer = pollDue(end)) {
            now = timer.due.isAfter(now) ? timer.due : now;
            timer.run();
            run();
        }
        now = end;
    }

    private @Nullable Timer pollDue(Instant end) {
        return next().filter(due -> !due.isAfter(end)).isPresent() ? timers.poll() : null;
    }

    /** When the next timer is due; empty if there is none. */
    Optional<Instant> next() {
        return Optional.ofNullable(timers.peek()).map(timer -> timer.due);
    }

    int timers() {
        return timers.size();
    }

    @Override
    public boolean await(CompletableFuture<Void> work, Duration timeout) {
        Instant end = now.plus(timeout);
        run();
        while (!work.isDone()) {
            Optional<Instant> next = next().filter(due -> !due.isAfter(end));
            if (next.isEmpty()) {
                now = end;
                return false;
            }
            advance(Duration.between(now, next.get().isAfter(now) ? next.get() : now));
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
        private final long number = nextNumber++;

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
