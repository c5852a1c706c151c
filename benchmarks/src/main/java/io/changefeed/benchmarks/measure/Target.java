/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.time.Duration;

/** The system that a measured writer writes to or, if it is a source, reads from. */
public interface Target {
    /** Returns the number of events written so far. */
    long written();

    /** Returns the size of the events written so far in bytes; 0 if it is unknown. */
    default long bytes() {
        return 0;
    }

    /** Returns the processor time of the target so far. */
    Duration cpu();

    /** Returns the time between two calls of {@link #written()} that does not disturb the target. */
    default Duration pollInterval() {
        return Duration.ofSeconds(1);
    }
}
