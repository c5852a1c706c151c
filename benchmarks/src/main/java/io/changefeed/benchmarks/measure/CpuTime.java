/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.time.Duration;

/**
 * Processor time of a JVM.
 *
 * @param all the time of all threads
 * @param collecting the part of the garbage collector
 * @param compiling the part of the JIT compilers
 */
public record CpuTime(Duration all, Duration collecting, Duration compiling) {
    /** A JVM is warm when its compilers take less than this part of its processor time. */
    private static final double WARM = 0.02;

    /** Returns the time since an earlier measurement. */
    public CpuTime since(CpuTime earlier) {
        return new CpuTime(
                all.minus(earlier.all), collecting.minus(earlier.collecting), compiling.minus(earlier.compiling));
    }

    /** Returns the part that is compiling, from 0 to 1. */
    public double compilingShare() {
        return all.isZero() ? 0 : (double) compiling.toNanos() / all.toNanos();
    }

    public boolean isWarm() {
        return compilingShare() < WARM;
    }
}
