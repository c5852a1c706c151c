/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.time.Duration;

/**
 * How long a sink and the bare loop beside it are measured.
 *
 * @param warmUp the time after the first event that is not measured, until the JVM of the worker has compiled its code
 * @param measured the duration of a measurement
 */
public record Timing(Duration warmUp, Duration measured) {
    private static final Duration MAX_BARE_WARM_UP = Duration.ofSeconds(10);

    /** The warm-up of a bare loop, which has less code to compile. */
    public Duration bareWarmUp() {
        return warmUp.compareTo(MAX_BARE_WARM_UP) < 0 ? warmUp : MAX_BARE_WARM_UP;
    }
}
