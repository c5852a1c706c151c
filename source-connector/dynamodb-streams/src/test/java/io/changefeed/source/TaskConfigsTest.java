/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.source.assignment.ManyTables;
import io.changefeed.source.assignment.SlotAssigner;
import io.changefeed.source.assignment.TaskAssignment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class TaskConfigsTest {
    private static final Map<String, String> PROPERTIES =
            Map.of("tables.regex", ".*", "signal.consumer.password", "secret");

    private static IntFunction<List<TaskAssignment>> tables(int count) {
        return maxTasks -> SlotAssigner.assignTasks(ManyTables.of(count), Optional.empty(), maxTasks);
    }

    private static TaskConfigs configs(IntFunction<List<TaskAssignment>> assignments) {
        return new TaskConfigs(PROPERTIES, assignments);
    }

    @Test
    void tooFewTasksAreAnErrorWithTheNumberThatSuffices() {
        TaskConfigs configs = configs(tables(3_000));

        String message = assertThatThrownBy(() -> configs.forTasks(1))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("over the limit of 900000 bytes")
                .actual()
                .getMessage();

        Matcher number =
                Pattern.compile("Set 'tasks.max' to at least ([0-9]+),").matcher(message);
        assertThat(number.find()).isTrue();
        int enough = Integer.parseInt(number.group(1));
        assertThat(enough).isGreaterThan(1);
        assertThat(configs.forTasks(enough)).hasSize(enough).allMatch(config -> bytes(config) <= 900_000);
        assertThatThrownBy(() -> configs.forTasks(enough - 1)).isInstanceOf(ConnectException.class);
    }

    @Test
    void configurationOfATaskHasTheAssignmentAndTheProperties() {
        assertThat(configs(tables(2)).forTasks(1))
                .singleElement()
                .satisfies(config ->
                        assertThat(config).containsEntry("tables.regex", ".*").containsKey(TaskAssignment.PROPERTY));
    }

    @Test
    void configurationOfATaskHasItsNumber() {
        assertThat(configs(tables(2)).forTasks(2))
                .extracting(config -> config.get(TaskId.PROPERTY))
                .containsExactly("0", "1");
    }

    private static int bytes(Map<String, String> config) {
        try {
            return new ObjectMapper().writeValueAsBytes(config).length;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
