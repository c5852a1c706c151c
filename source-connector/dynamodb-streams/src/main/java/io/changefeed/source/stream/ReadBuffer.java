/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queue between the reader threads and the task thread, bounded in bytes.
 *
 * <p>A reader may add a page while the queue is below its bound, so each thread can exceed it by one page.
 */
final class ReadBuffer {
    private final long maxBytes;
    private final Lock lock = new ReentrantLock();
    private final Condition hasResult = lock.newCondition();
    private final Condition hasRoom = lock.newCondition();
    private final Queue<ReadResult> queue = new ArrayDeque<>();
    private long bytes;
    private @Nullable RuntimeException failure;

    ReadBuffer(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Waits for room, then adds a result. */
    void put(ReadResult result) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (bytes >= maxBytes && failure == null) {
                hasRoom.await();
            }
            if (failure != null) {
                return;
            }
            queue.add(result);
            bytes += result.bytes();
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
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Removes and returns all results in order. If there are none, waits for at most {@code maxWait}. */
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
            List<ReadResult> results = List.copyOf(queue);
            queue.clear();
            bytes = 0;
            hasRoom.signalAll();
            return results;
        } finally {
            lock.unlock();
        }
    }
}
