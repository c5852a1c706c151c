/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import java.time.Duration;

/** The processor time that the processes beside this one took, all their threads together. */
record CpuTimes(Duration worker, Duration broker, Duration simulator) {
    CpuTimes since(CpuTimes earlier) {
        return new CpuTimes(
                worker.minus(earlier.worker), broker.minus(earlier.broker), simulator.minus(earlier.simulator));
    }
}
