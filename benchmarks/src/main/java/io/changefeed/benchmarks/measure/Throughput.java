/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.time.Duration;

/**
 * A number of records and the time that they took.
 *
 * @param bytes the size of the changes as DynamoDB counts it
 */
public record Throughput(long records, long bytes, Duration time) {
    Throughput scaled(double factor) {
        return new Throughput(Math.round(records * factor), Math.round(bytes * factor), time);
    }

    public double recordsPerSecond() {
        return records / seconds();
    }

    public double megabytesPerSecond() {
        return bytes / 1e6 / seconds();
    }

    /** Returns the processor time for a million records. */
    public double secondsPerMillion(Duration cpu) {
        return cpu.toNanos() / 1e9 / records * 1e6;
    }

    private double seconds() {
        return time.toNanos() / 1e9;
    }
}
