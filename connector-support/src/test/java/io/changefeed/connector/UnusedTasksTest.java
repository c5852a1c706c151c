/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnusedTasksTest {
    private final List<String> warnings = new ArrayList<>();
    private final UnusedTasks tasks = new UnusedTasks(warnings::add);

    @Test
    void warningContainsTheNumberOfTasksThatAreUsed() {
        tasks.check(8, 3, "a slot is read by one task");

        assertThat(warnings)
                .containsExactly("'tasks.max' is 8, but the connector uses 3 tasks: a slot is read by one task."
                        + " The remaining tasks are not started.");
    }

    @Test
    void warningIsRepeatedOnlyAfterAChange() {
        tasks.check(2, 1, "reason");
        tasks.check(2, 1, "reason");
        assertThat(warnings).hasSize(1);

        tasks.check(4, 1, "reason");
        assertThat(warnings).hasSize(2);

        tasks.check(1, 1, "reason");
        tasks.check(4, 1, "reason");
        assertThat(warnings).hasSize(3);
    }

    @Test
    void sufficientTasksAreNoProblem() {
        tasks.check(3, 3, "reason");

        assertThat(warnings).isEmpty();
    }
}
