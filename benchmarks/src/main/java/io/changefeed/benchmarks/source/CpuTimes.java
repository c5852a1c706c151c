/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import java.time.Duration;

/** The processor times of the other processes of a benchmark. */
record CpuTimes(Duration worker, Duration broker, Duration simulator) {
    CpuTimes since(CpuTimes earlier) {
        return new CpuTimes(
                worker.minus(earlier.worker), broker.minus(earlier.broker), simulator.minus(earlier.simulator));
    }
}
