/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import io.changefeed.source.deal.Dealer;
import io.changefeed.source.deal.SignalDeal;
import io.changefeed.source.deal.Sweep;
import io.changefeed.source.deal.TableSlots;
import io.changefeed.source.deal.TaskDeal;
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
final class Sweeper implements SignalReader.Taker, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private final Sweep sweep;
    private final ConnectorContext connect;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Sweeper::sweepThread);
    /** Held for a whole sweep, by its own thread or by that of the signals. */
    private final Lock sweeping = new ReentrantLock();
    /** Replaced while sweeping, read by Connect's thread. */
    private volatile Dealt dealt;

    /** What was dealt last. */
    private record Dealt(List<TableSlots> tables, Optional<SignalDeal> signals) {}

    /** @throws ConnectException when a table cannot be read; the message says which, why and what to do */
    Sweeper(Sweep sweep, ConnectorContext connect) {
        this.sweep = sweep;
        this.connect = connect;
        this.dealt = new Dealt(sweep.all(), Optional.empty());
    }

    void start(Duration interval) {
        // A sweep tells Connect of every failure itself.
        Future<?> unused = thread.scheduleWithFixedDelay(
                this::sweepOnTime, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread sweepThread(Runnable sweep) {
        Thread thread = new Thread(sweep, "changefeed-sweep");
        thread.setDaemon(true);
        return thread;
    }

    /** What at most so many tasks are to do. */
    List<TaskDeal> deals(int maxTasks) {
        Dealt now = dealt;
        return Dealer.dealTasks(now.tables(), now.signals(), maxTasks);
    }

    /** A refusal is no reason to restart tasks at once, and could be one again and again. */
    private void sweepOnTime() {
        whileNobodySweeps(() -> sweep(
                sweep.settledSignals().filter(signals -> !signals.refusals().isEmpty())));
    }

    @Override
    public void opened(long end) {
        whileNobodySweeps(() -> sweep.opened(end));
    }

    @Override
    public void take(SignalBatch signals) {
        whileNobodySweeps(() -> {
            sweep.take(signals);
            sweep(Optional.empty());
        });
    }

    @Override
    public boolean areTaken() {
        sweeping.lock();
        try {
            return sweep.areSignalsTaken();
        } finally {
            sweeping.unlock();
        }
    }

    @Override
    public void lookAgain() {
        whileNobodySweeps(() -> sweep(Optional.empty()));
    }

    private void whileNobodySweeps(Runnable act) {
        sweeping.lock();
        try {
            act.run();
        } finally {
            sweeping.unlock();
        }
    }

    /** @param toTell what is news by itself, unless it was dealt */
    private void sweep(Optional<SignalDeal> toTell) {
        try {
            List<TableSlots> next = sweep.all();
            boolean news = toTell.isPresent() && !toTell.equals(dealt.signals());
            if (news || Sweep.isNews(dealt.tables(), next)) {
                LOG.info("There is something new to read; dealing again");
                dealt = new Dealt(next, sweep.settledSignals());
                connect.requestTaskReconfiguration();
            }
        } catch (RetriableException e) {
            LOG.warn("The sweep failed; the next one follows. Tasks read on meanwhile", e);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void failed(RuntimeException reason) {
        if (!thread.isShutdown()) {
            connect.raiseError(reason);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
