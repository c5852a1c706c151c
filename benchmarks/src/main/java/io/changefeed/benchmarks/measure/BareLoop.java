/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.LocalStackException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A loop of calls of a bare client: the minimum work of any such sink. It keeps a fixed number of calls in flight and
 * writes the given batches repeatedly. No two calls in flight have the same batch.
 */
public final class BareLoop<B> implements AutoCloseable {
    private static final Duration END_TIMEOUT = Duration.ofSeconds(60);

    private final Call<B> call;
    private final int batches;
    private final Queue<B> idle;
    private final AtomicLong completed = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private boolean isClosed;

    /** Writes a batch. */
    public interface Call<B> {
        /** Returns the batch to write later in its place. */
        CompletionStage<B> start(B batch);
    }

    private BareLoop(List<B> batches, Call<B> call) {
        this.call = call;
        this.batches = batches.size();
        this.idle = new ArrayDeque<>(batches);
    }

    /**
     * Starts a loop that writes until it is closed.
     *
     * @param inFlight the number of concurrent calls
     * @throws LocalStackException if there are fewer batches
     */
    public static <B> BareLoop<B> start(List<B> batches, int inFlight, Call<B> call) {
        if (batches.size() < inFlight) {
            throw new LocalStackException(
                    batches.size() + " batches are too few for " + inFlight + " concurrent calls");
        }
        BareLoop<B> loop = new BareLoop<>(batches, call);
        for (int i = 0; i < inFlight; i++) {
            loop.write();
        }
        return loop;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback handles the result
    private void write() {
        B batch;
        synchronized (idle) {
            if (isClosed) {
                return;
            }
            batch = idle.remove();
        }
        CompletableFuture.completedFuture(batch).thenCompose(call::start).whenComplete(this::complete);
    }

    private void complete(B next, @Nullable Throwable e) {
        if (e != null) {
            failure.compareAndSet(null, e);
            return;
        }
        completed.incrementAndGet();
        synchronized (idle) {
            idle.add(next);
        }
        write();
    }

    /** Counts the writes by the completed calls of this loop. The processor time is that of the target. */
    public Target counted(Target target, int eventsPerCall) {
        return new Target() {
            @Override
            public long written() {
                return completed.get() * eventsPerCall;
            }

            @Override
            public Duration cpu() {
                return target.cpu();
            }
        };
    }

    /** Measures this loop, which runs in this process. */
    public Result measure(Target target, Settings settings) {
        return new Measurement(
                        target,
                        ProcessUsage.here(),
                        Optional.empty(),
                        this::requireNotFailed,
                        Long.MAX_VALUE,
                        settings.maxWarmUp(),
                        settings.length())
                .run(() -> {});
    }

    /**
     * Throws an exception if a call has failed.
     *
     * @throws LocalStackException with its failure
     */
    public void requireNotFailed() {
        if (failure.get() != null) {
            throw new LocalStackException("a call of the bare loop failed: " + failure.get(), failure.get());
        }
    }

    /** Starts no more calls and waits for those in flight. */
    @Override
    public void close() {
        synchronized (idle) {
            isClosed = true;
        }
        await().atMost(END_TIMEOUT).until(() -> idleBatches() == batches || failure.get() != null);
    }

    private int idleBatches() {
        synchronized (idle) {
            return idle.size();
        }
    }
}
