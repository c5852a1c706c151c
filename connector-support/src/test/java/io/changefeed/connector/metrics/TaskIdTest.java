/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskIdTest {
    @Test
    void isReadFromTheConfigurationOfTheTask() {
        assertThat(TaskId.of(Map.of("name", "orders", "task.id", "3"))).isEqualTo(new TaskId("orders", 3));
    }

    @Test
    void onlyTaskHasTheNumberZero() {
        assertThat(TaskId.of(Map.of("name", "fan-out"))).isEqualTo(new TaskId("fan-out", 0));
    }
}
