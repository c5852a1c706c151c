/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.stream.HeapBudget.Allocation;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How many records a reader requests at once, and how much heap they are expected to take. The limit doubles while pages
 * are full, and their expected weight stays below a share of the budget. Not thread-safe, except for {@link Weights}.
 */
final class PageLimit {
    static final int FIRST_LIMIT = 100;
    /** A page takes at most this share of the budget, unless it is a single record. */
    private static final int SHARE = 8;
    /**
     * The share that a page reserves before the task has seen a record. More would let a call that hangs, or many idle
     * shards, delay all other shards; less would let the first pages of a backlog of heavy records exceed the budget.
     */
    private static final int UNKNOWN_SHARE = 4;

    /** The weight of records that any reader of a task has seen lately. Thread-safe. */
    static final class Weights {
        /** How many lighter pages it takes until a heavy one has lost two thirds of its influence. */
        private static final int MEMORY = 64;

        private double heaviest;

        private synchronized void seen(double recordBytes) {
            heaviest = Math.max(recordBytes, heaviest - (heaviest - recordBytes) / MEMORY);
        }

        private synchronized double heaviest() {
            return heaviest;
        }
    }

    private final HeapBudget budget;
    private final Weights weights;
    private final int maxLimit;
    private int limit = FIRST_LIMIT;
    /** Bytes per record of this reader; 0 before its first record. */
    private double recordBytes;

    /** @param maxLimit the largest limit that the operation accepts */
    PageLimit(HeapBudget budget, Weights weights, int maxLimit) {
        this.budget = budget;
        this.weights = weights;
        this.maxLimit = maxLimit;
    }

    /**
     * Requests room for the next page.
     *
     * @param tolerance how long other requests may overtake this one
     */
    void allocate(Duration tolerance, Consumer<Allocation> granted) {
        budget.allocate(tolerance, this::bytes, granted);
    }

    /** The limit of the next request. */
    int records() {
        double expected = expectedRecordBytes();
        double share = (double) budget.maxBytes() / SHARE;
        return expected == 0 ? limit : (int) Math.max(1, Math.min(limit, share / expected));
    }

    /** The expected weight of the next page. */
    long bytes() {
        double expected = expectedRecordBytes();
        return expected == 0 ? budget.maxBytes() / UNKNOWN_SHARE : (long) Math.ceil(records() * expected);
    }

    private double expectedRecordBytes() {
        return recordBytes > 0 ? recordBytes : weights.heaviest();
    }

    /**
     * A page was read.
     *
     * @param evaluated the number of records that were evaluated for the page
     * @param returned the number of them that no filter excluded
     * @param bytes the weight of the returned records
     * @param requested the limit of the request
     */
    void pageRead(int evaluated, int returned, long bytes, int requested) {
        adapt(evaluated, requested);
        if (evaluated > 0) {
            double latest = Math.max(1, (double) bytes / evaluated);
            recordBytes = Math.max(latest, (recordBytes + latest) / 2);
        }
        if (returned > 0) {
            weights.seen((double) bytes / returned);
        }
    }

    /**
     * A page was read whose records are not needed, so that their weight is unknown.
     *
     * @param read the number of records
     * @param requested the limit of the request
     */
    void pageSkipped(int read, int requested) {
        adapt(read, requested);
    }

    private void adapt(int read, int requested) {
        limit = read >= requested ? Math.min(maxLimit, limit * 2) : Math.max(FIRST_LIMIT, limit / 2);
    }
}
