/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.time.Duration;

/**
 * So many records in so much time.
 *
 * @param bytes of changes, as DynamoDB counts them
 */
public record Throughput(long records, long bytes, Duration time) {
    public double recordsPerSecond() {
        return records / seconds();
    }

    public double megabytesPerSecond() {
        return bytes / 1e6 / seconds();
    }

    /** Of processor time that was taken meanwhile. */
    public double secondsPerMillion(Duration cpu) {
        return cpu.toNanos() / 1e9 / records * 1e6;
    }

    private double seconds() {
        return time.toNanos() / 1e9;
    }
}
