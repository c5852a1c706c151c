/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import io.changefeed.connector.Closer;
import io.changefeed.connector.DaemonThreads;
import io.changefeed.source.assignment.AssignmentChanges;
import io.changefeed.source.assignment.DiscoveredTable;
import io.changefeed.source.assignment.SignalAssignment;
import io.changefeed.source.assignment.SlotAssigner;
import io.changefeed.source.assignment.TableDiscovery;
import io.changefeed.source.assignment.TaskAssignment;
import io.changefeed.source.signal.SignalBatch;
import io.changefeed.source.signal.SignalReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Discovers tables at an interval and when signals arrive, and requests a task reconfiguration after changes. A failure
 * closes everything that the connector has opened: Connect does not stop a connector that has raised an error.
 */
final class DiscoveryLoop implements SignalReader.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryLoop.class);

    private final TableDiscovery discovery;
    private final ConnectorContext context;
    private final Closer closer;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("changefeed-discovery"));
    /** Held during a discovery, by the discovery thread or by the signal thread. */
    private final Lock lock = new ReentrantLock();
    /** Replaced while the lock is held; Connect's thread reads it. */
    private volatile Assigned assigned;

    /** The input of the latest assignment. */
    private record Assigned(List<DiscoveredTable> tables, Optional<SignalAssignment> signals, boolean isWaiting) {}

    /**
     * @param closer closes the resources of the connector, including the thread of this loop
     * @throws ConnectException when a table cannot be read; the message names the table, the reason and the remedy
     */
    DiscoveryLoop(TableDiscovery discovery, ConnectorContext context, Closer closer) {
        this.discovery = discovery;
        this.context = context;
        this.closer = closer;
        // Not waiting for a discovery in progress: a call to AWS can last longer than Connect waits.
        AutoCloseable stop = thread::shutdownNow;
        closer.register(stop);
        this.assigned = new Assigned(discovery.discover(), Optional.empty(), discovery.isWaiting());
    }

    void start() {
        schedule();
    }

    private void schedule() {
        if (!closer.isClosed()) {
            try {
                // The future is not needed: a discovery reports its failures to Connect.
                Future<?> unused = thread.schedule(
                        this::discoverOnSchedule, discovery.nextDelay().toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("No further table discovery: the connector is stopping");
            }
        }
    }

    /**
     * Assigns the discovered tables to at most {@code maxTasks} tasks.
     *
     * @throws RetriableException before the first table is discovered. Connect in distributed mode repeats the call, and
     *     keeps the tasks meanwhile; in standalone mode, it does not. Therefore, a reconfiguration is also requested as soon
     *     as a table is discovered.
     */
    List<TaskAssignment> assignments(int maxTasks) {
        Assigned current = assigned;
        if (current.isWaiting()) {
            throw new RetriableException(
                    "No table was discovered yet; retrying. The log of the connector contains the" + " reasons.");
        }
        return SlotAssigner.assignTasks(current.tables(), current.signals(), maxTasks);
    }

    /** Rejected signals reassign tasks on schedule only: otherwise each invalid signal would restart tasks. */
    private void discoverOnSchedule() {
        try {
            locked(() -> {
                Optional<SignalAssignment> processed = discovery.processedSignals();
                discover(discovery::discoverDue, processed.filter(signals -> discovery.hasRejectedSignals()));
                schedule();
            });
        } catch (RuntimeException e) {
            onFailure(e);
        } catch (Error e) {
            // Otherwise, the executor would discard it, and tables would not be discovered any more.
            onFailure(new ConnectException("Table discovery failed: " + e + ". Restart the connector.", e));
        }
    }

    @Override
    public void onOpened(long endOffset) {
        locked(() -> discovery.signalTopicOpened(endOffset));
    }

    @Override
    public void onSignals(SignalBatch signals) {
        locked(() -> {
            discovery.add(signals);
            discover(discovery::discover, Optional.empty());
        });
    }

    @Override
    public boolean areCommitted() {
        lock.lock();
        try {
            return discovery.areSignalsApplied();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onCommitOverdue() {
        locked(() -> discover(discovery::discover, Optional.empty()));
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** @param rejected signals to store even if nothing else has changed, unless they are already assigned */
    private void discover(Supplier<List<DiscoveredTable>> tables, Optional<SignalAssignment> rejected) {
        try {
            List<DiscoveredTable> next = tables.get();
            boolean isUnassigned = rejected.isPresent() && !rejected.equals(assigned.signals());
            boolean isFirst = assigned.isWaiting() && !discovery.isWaiting();
            if (isFirst || isUnassigned || AssignmentChanges.between(assigned.tables(), next)) {
                assigned = new Assigned(next, discovery.processedSignals(), discovery.isWaiting());
                requestTaskReconfiguration();
            }
        } catch (RuntimeException e) {
            onFailure(e);
        }
    }

    private void requestTaskReconfiguration() {
        if (!closer.isClosed()) {
            LOG.info("Tables, shards or snapshots changed; reassigning tasks");
            context.requestTaskReconfiguration();
        }
    }

    @Override
    public void onFailure(RuntimeException reason) {
        closer.closeAndReport(reason, () -> context.raiseError(reason));
    }
}
