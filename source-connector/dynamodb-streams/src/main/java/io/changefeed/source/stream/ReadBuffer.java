/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The queue between the reader threads and the task thread. The {@link HeapBudget} bounds it. */
final class ReadBuffer {
    private final long maxPollBytes;
    private final Lock lock = new ReentrantLock();
    private final Condition hasResult = lock.newCondition();
    private final Queue<ReadResult> queue = new ArrayDeque<>();
    private @Nullable RuntimeException failure;

    /** @param maxPollBytes the most that one poll returns, unless the first result is larger */
    ReadBuffer(long maxPollBytes) {
        this.maxPollBytes = maxPollBytes;
    }

    void put(ReadResult result) {
        lock.lock();
        try {
            queue.add(result);
            hasResult.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Makes {@link #poll} throw after it has returned the results that were added before. */
    void fail(RuntimeException reason) {
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
            }
            hasResult.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes and returns the next results in order, at least one. If there are none, waits for at most {@code maxWait}.
     */
    List<ReadResult> poll(Duration maxWait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = maxWait.toNanos();
            while (queue.isEmpty() && failure == null && nanos > 0) {
                nanos = hasResult.awaitNanos(nanos);
            }
            if (queue.isEmpty() && failure != null) {
                throw failure;
            }
            return next();
        } finally {
            lock.unlock();
        }
    }

    private List<ReadResult> next() {
        List<ReadResult> results = new ArrayList<>();
        long bytes = 0;
        for (ReadResult next = queue.peek(); next != null; next = queue.peek()) {
            bytes += next.bytes();
            if (bytes > maxPollBytes && !results.isEmpty()) {
                break;
            }
            results.add(queue.remove());
        }
        return results;
    }
}
