/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.source.assignment.SlotAssigner;
import io.changefeed.source.assignment.SignalAssignment;
import io.changefeed.source.assignment.TableDiscovery;
import io.changefeed.source.assignment.DiscoveredTable;
import io.changefeed.source.assignment.TaskAssignment;
import io.changefeed.source.signal.SignalBatch;
import io.changefeed.source.signal.SignalReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps again and again, and when signals come, and has Connect deal anew when there is news. */
final class DiscoveryLoop implements SignalReader.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryLoop.class);

    private final TableDiscovery discovery;
    private final ConnectorContext connect;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("changefeed-discovery"));
    /** Held for a whole sweep, by its own thread or by that of the signals. */
    private final Lock lock = new ReentrantLock();
    /** Replaced while sweeping, read by Connect's thread. */
    private volatile Dealt dealt;

    /** What was dealt last. */
    private record Dealt(List<DiscoveredTable> tables, Optional<SignalAssignment> signals) {}

    /** @throws ConnectException when a table cannot be read; the message says which, why and what to do */
    DiscoveryLoop(TableDiscovery discovery, ConnectorContext connect) {
        this.discovery = discovery;
        this.connect = connect;
        this.dealt = new Dealt(discovery.all(), Optional.empty());
    }

    void start(Duration interval) {
        // A sweep tells Connect of every failure itself.
        Future<?> unused = thread.scheduleWithFixedDelay(
                this::discoverOnSchedule, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What at most so many tasks are to do. */
    List<TaskAssignment> assignments(int maxTasks) {
        Dealt now = dealt;
        return SlotAssigner.assignTasks(now.tables(), now.signals(), maxTasks);
    }

    /** A refusal is no reason to restart tasks at once, and could be one again and again. */
    private void discoverOnSchedule() {
        whileNobodySweeps(() -> discovery(
                discovery.processedSignals().filter(signals -> !signals.refusals().isEmpty())));
    }

    @Override
    public void onOpened(long end) {
        whileNobodySweeps(() -> discovery.opened(end));
    }

    @Override
    public void onSignals(SignalBatch signals) {
        whileNobodySweeps(() -> {
            discovery.take(signals);
            discovery(Optional.empty());
        });
    }

    @Override
    public boolean areCommitted() {
        lock.lock();
        try {
            return discovery.areSignalsTaken();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onCommitOverdue() {
        whileNobodySweeps(() -> discovery(Optional.empty()));
    }

    private void whileNobodySweeps(Runnable act) {
        lock.lock();
        try {
            act.run();
        } finally {
            lock.unlock();
        }
    }

    /** @param toTell what is news by itself, unless it was dealt */
    private void discovery(Optional<SignalAssignment> toTell) {
        try {
            List<DiscoveredTable> next = discovery.all();
            boolean news = toTell.isPresent() && !toTell.equals(dealt.signals());
            if (news || TableDiscovery.hasChanges(dealt.tables(), next)) {
                LOG.info("There is something new to read; dealing again");
                dealt = new Dealt(next, discovery.processedSignals());
                connect.requestTaskReconfiguration();
            }
        } catch (RetriableException e) {
            LOG.warn("The sweep failed; the next one follows. Tasks read on meanwhile", e);
        } catch (RuntimeException e) {
            onFailure(e);
        }
    }

    @Override
    public void onFailure(RuntimeException reason) {
        if (!thread.isShutdown()) {
            connect.raiseError(reason);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
