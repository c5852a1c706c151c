/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.time.Duration;
import java.util.function.Supplier;

/** The system that a measured writer writes to. */
public interface Target {
    /** Returns the number of events written so far. */
    long written();

    /** Starts to measure the processor time of the target; the supplier returns the time since then. */
    Supplier<Duration> startCpuMeter();

    /** Whether all events were written, which ends a measurement early. */
    default boolean isComplete() {
        return false;
    }
}
