/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Closes everything that one start of a connector or task has opened: once, in reverse order, and each resource even if
 * another one cannot be closed. Thread-safe: Kafka Connect can stop an instance while another thread starts it or reports
 * its failure.
 */
public final class Closer implements AutoCloseable {
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    /** Written while the monitor is held. */
    private volatile boolean isClosed;

    /**
     * Adds a resource, to be closed before those that were added earlier.
     *
     * @return the resource
     * @throws ConnectException if everything is closed already; then the resource is closed too
     */
    public synchronized <C extends AutoCloseable> C register(C resource) {
        if (isClosed) {
            ConnectException stopped = new ConnectException("Stopped while it was starting");
            addSuppressed(stopped, closed(resource));
            throw stopped;
        }
        resources.push(resource);
        return resource;
    }

    /** Whether {@link #close} was called: the instance must not report anything to Kafka Connect any more. */
    public boolean isClosed() {
        return isClosed;
    }

    /**
     * Closes all resources; does nothing if they are closed already. Waits if another thread is closing them.
     *
     * @throws RuntimeException the first failure; the others are suppressed
     */
    @Override
    public synchronized void close() {
        Throwable failure = closeAll();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw failure instanceof RuntimeException runtime
                    ? runtime
                    : new ConnectException("A resource cannot be closed: " + failure.getMessage(), failure);
        }
    }

    /** Closes all resources after a failure, to which it adds the failures of closing. */
    public synchronized void closeAfter(Throwable reason) {
        addSuppressed(reason, closeAll());
    }

    /**
     * Closes all resources after a failure of a background thread, and reports the failure while {@link #close} waits.
     * Does nothing if they are closed already, because a later instance may run by then.
     */
    public synchronized void closeAndReport(Throwable reason, Runnable report) {
        if (isClosed) {
            return;
        }
        closeAfter(reason);
        // Closing can interrupt the thread that failed, and an interrupt could prevent the report.
        boolean unused = Thread.interrupted();
        report.run();
    }

    private @Nullable Throwable closeAll() {
        isClosed = true;
        Throwable first = null;
        for (AutoCloseable next = resources.poll(); next != null; next = resources.poll()) {
            Throwable failure = closed(next);
            if (first == null) {
                first = failure;
            } else {
                addSuppressed(first, failure);
            }
        }
        return first;
    }

    private static @Nullable Throwable closed(AutoCloseable resource) {
        try {
            resource.close();
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        } catch (Exception | Error e) {
            return e;
        }
    }

    private static void addSuppressed(Throwable reason, @Nullable Throwable failure) {
        if (failure != null && failure != reason) {
            reason.addSuppressed(failure);
        }
    }
}
