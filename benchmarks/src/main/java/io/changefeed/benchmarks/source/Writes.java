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
import java.util.stream.Stream;

/** Writes items at a constant rate; each contains the time of its write. */
public final class Writes implements AutoCloseable {
    /** The minimum rate. */
    public static final int BATCHES_PER_SECOND = 100;
    /** The items change in rotation, so that their number does not grow. */
    private static final int ITEMS = 10_000;

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

    /**
     * Starts to write.
     *
     * @param perSecond the number of writes a second, at least 100; 100 times a second, some are sent together
     */
    static Writes start(SimulatedTable table, int perSecond) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        AtomicLong number = new AtomicLong();
        return new Writes(
                thread,
                thread.scheduleAtFixedRate(
                        () -> table.putAll(Stream.generate(() -> item(number.incrementAndGet() % ITEMS))
                                .limit(perSecond / BATCHES_PER_SECOND)
                                .toList()),
                        0,
                        1_000_000 / BATCHES_PER_SECOND,
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
