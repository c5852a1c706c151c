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
 * The queue between the readers' threads and the task's, bounded in bytes.
 *
 * <p>A reader may put while the queue is below its bound, so each reading thread can exceed it by one page.
 */
final class ReadBuffer {
    private final long maxBytes;
    private final Lock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition hasRoom = lock.newCondition();
    private final Queue<ReadResult> queue = new ArrayDeque<>();
    private long bytes;
    private @Nullable RuntimeException failure;

    ReadBuffer(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Waits for room, then adds. */
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
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Makes this and every later {@link #poll} throw, after what arrived before has been taken. */
    void fail(RuntimeException reason) {
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
            }
            filled.signal();
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes what is there, in order; when there is nothing, waits for it at most {@code maxWait}. */
    List<ReadResult> poll(Duration maxWait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = maxWait.toNanos();
            while (queue.isEmpty() && failure == null && nanos > 0) {
                nanos = filled.awaitNanos(nanos);
            }
            if (queue.isEmpty() && failure != null) {
                throw failure;
            }
            List<ReadResult> taken = List.copyOf(queue);
            queue.clear();
            bytes = 0;
            hasRoom.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
