/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.localstack.LocalStackException;
import io.changefeed.simulator.SimulatedTable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Inserts items at a constant rate; each item contains the time of its write. */
final class Writes implements AutoCloseable {
    static final int PER_SECOND = 200;
    /** The prefix of the keys. */
    static final String ID = "written-";
    /** The attribute with the time of the write, in milliseconds since the epoch. */
    static final String TIME = "time_of_write";

    private final ScheduledExecutorService thread;
    private final Future<?> writing;

    private Writes(ScheduledExecutorService thread, Future<?> writing) {
        this.thread = thread;
        this.writing = writing;
    }

    static Writes start(SimulatedTable table) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        AtomicLong number = new AtomicLong();
        return new Writes(
                thread,
                thread.scheduleAtFixedRate(
                        () -> table.put(item(number.incrementAndGet())),
                        0,
                        1_000_000 / PER_SECOND,
                        TimeUnit.MICROSECONDS));
    }

    private static ObjectNode item(long number) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.putObject("id").put("S", ID + number);
        item.putObject(TIME).put("N", Long.toString(System.currentTimeMillis()));
        return item;
    }

    /** @throws LocalStackException if a write failed; there are no more writes after it */
    void requireNoFailure() {
        if (writing.isDone()) {
            try {
                writing.get();
            } catch (ExecutionException e) {
                throw new LocalStackException("writing to the simulator failed: " + e.getCause(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LocalStackException("interrupted while writing to the simulator", e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
