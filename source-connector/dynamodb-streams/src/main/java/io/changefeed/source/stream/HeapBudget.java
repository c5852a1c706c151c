/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Bounds the heap that the changes of a task take. A response counts from the request for it until Kafka Connect has
 * acknowledged its last record: as an estimate while the request is in progress, then with its {@linkplain HeapWeight
 * weight}.
 *
 * <p>Requests for room are granted in the order of their deadlines, whatever their size, so that a large one is not
 * starved by small ones. No thread waits for room:
 * the threads that read are free for the calls that make progress. The bound is exceeded only by the difference between
 * estimates and weights, and by a single response that is larger than the bound. It does not include the buffers into
 * which threads read responses, of at most 8 MiB each between two calls. Thread-safe.
 */
public final class HeapBudget {
    private record Request(long deadline, long number, LongSupplier estimate, Consumer<Allocation> granted)
            implements Comparable<Request> {
        @Override
        public int compareTo(Request other) {
            int byDeadline = Long.signum(deadline - other.deadline);
            return byDeadline != 0 ? byDeadline : Long.compare(number, other.number);
        }
    }

    private final long maxBytes;
    private final Queue<Request> waiting = new PriorityQueue<>();
    private long requests;
    private long heldBytes;
    private int requestsInProgress;

    HeapBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    long maxBytes() {
        return maxBytes;
    }

    /**
     * Requests room. It is granted when it fits, or when nothing is held.
     *
     * @param tolerance how long other requests may overtake this one
     * @param estimate of the bytes, computed when the request is next in line
     * @param granted receives the allocation, with one reference; called by any thread, so it must not do the work itself
     */
    void allocate(Duration tolerance, LongSupplier estimate, Consumer<Allocation> granted) {
        synchronized (this) {
            waiting.add(new Request(System.nanoTime() + tolerance.toNanos(), requests++, estimate, granted));
        }
        grant();
    }

    /** Grants the requests that fit, without the lock. */
    private void grant() {
        for (Optional<Runnable> next = next(); next.isPresent(); next = next()) {
            next.get().run();
        }
    }

    private synchronized Optional<Runnable> next() {
        Request next = waiting.peek();
        if (next == null) {
            return Optional.empty();
        }
        long bytes = Math.max(1, next.estimate().getAsLong());
        if (heldBytes > 0 && bytes > maxBytes - heldBytes) {
            return Optional.empty();
        }
        waiting.remove();
        heldBytes += bytes;
        requestsInProgress++;
        Allocation allocation = new Allocation(bytes);
        return Optional.of(() -> next.granted().accept(allocation));
    }

    /** Whether a request waits for room that no other request can return: the rest was read. */
    synchronized boolean isExhausted() {
        return !waiting.isEmpty() && requestsInProgress == 0;
    }

    synchronized long heldBytes() {
        return heldBytes;
    }

    /**
     * The room of one response. It is released when the last reference to it is released: the reader or the task holds one
     * until the response has been emitted, and each of its records holds one until it is acknowledged.
     */
    public final class Allocation {
        private long bytes;
        private int references = 1;
        private boolean isInProgress = true;

        private Allocation(long bytes) {
            this.bytes = bytes;
        }

        long bytes() {
            synchronized (HeapBudget.this) {
                return bytes;
            }
        }

        /** Replaces the estimate with the weight of the response. */
        void resize(long actual) {
            synchronized (HeapBudget.this) {
                endRequest();
                heldBytes += actual - bytes;
                bytes = actual;
            }
            grant();
        }

        /** Adds the weight of a response that belongs to the same page. It does not wait: the page could not be emitted. */
        void add(long more) {
            resize(bytes() + more);
        }

        private void endRequest() {
            if (isInProgress) {
                isInProgress = false;
                requestsInProgress--;
            }
        }

        /** Adds a reference. */
        public void retain() {
            synchronized (HeapBudget.this) {
                references++;
            }
        }

        /** Releases a reference. May be called by any thread. */
        public void release() {
            synchronized (HeapBudget.this) {
                references--;
                if (references < 0) {
                    throw new IllegalStateException("a response was released more often than it was retained");
                }
                if (references == 0) {
                    endRequest();
                    heldBytes -= bytes;
                }
            }
            grant();
        }
    }
}
