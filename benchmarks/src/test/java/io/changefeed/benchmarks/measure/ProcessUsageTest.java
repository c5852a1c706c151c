/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {
    @Test
    void compilersAndCollectorArePartOfTheTime() {
        CpuTime times = ProcessUsage.here().times();

        assertThat(times.compiling()).isPositive();
        assertThat(times.compiling().plus(times.collecting())).isLessThanOrEqualTo(times.all());
    }

    @Test
    void timeOfEndedChildrenIsKept() throws IOException, InterruptedException {
        Duration before = ProcessUsage.here().treeCpu();
        Process child = new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done").start();
        child.waitFor();

        assertThat(ProcessUsage.here().treeCpu().minus(before)).isGreaterThan(Duration.ofMillis(50));
    }

    @Test
    void loadOfTheMachineIsReported() {
        assertThat(MachineLoad.start().report()).contains("Load average", "other processes took");
    }
}
