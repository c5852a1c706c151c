/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.source.assignment.TaskAssignment;
import io.changefeed.source.config.SignalConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;

/** The configurations of the tasks: the properties of the connector, the number of the task, and an assignment. */
final class TaskConfigs {
    /**
     * Connect writes each configuration as one record of its configuration topic. Records of up to 1 MiB are accepted
     * by default. If a record is too large, Connect retries forever, and the connector runs without tasks. The rest is
     * for what Connect adds.
     */
    static final int MAX_BYTES = 900_000;

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Map<String, String> common;
    private final IntFunction<List<TaskAssignment>> assignments;

    /** @param assignments the assignments for at most a number of tasks */
    TaskConfigs(Map<String, String> properties, IntFunction<List<TaskAssignment>> assignments) {
        this.common = new HashMap<>(properties);
        // Tasks do not read signals and do not need the secrets of the consumer.
        common.keySet().removeIf(property -> property.startsWith(SignalConfig.CONSUMER));
        this.assignments = assignments;
    }

    /** @throws ConnectException when a configuration is too large for Kafka Connect; the message contains the remedy */
    List<Map<String, String>> forTasks(int maxTasks) {
        List<Map<String, String>> configs = configs(maxTasks);
        int largest = largest(configs);
        if (largest > MAX_BYTES) {
            throw new ConnectException("The configuration of a task is " + largest + " bytes, over the limit of "
                    + MAX_BYTES + " bytes for a record of Kafka Connect's configuration topic. " + remedy(maxTasks));
        }
        return configs;
    }

    private String remedy(int maxTasks) {
        int most = assignments.apply(Integer.MAX_VALUE).size();
        if (largest(configs(most)) > MAX_BYTES) {
            return "No number of tasks is sufficient: divide the tables among several connectors.";
        }
        int tooFew = maxTasks;
        int enough = most;
        while (enough - tooFew > 1) {
            int middle = tooFew + (enough - tooFew) / 2;
            if (largest(configs(middle)) > MAX_BYTES) {
                tooFew = middle;
            } else {
                enough = middle;
            }
        }
        return "Set 'tasks.max' to at least " + enough + ", or divide the tables among several connectors.";
    }

    private List<Map<String, String>> configs(int maxTasks) {
        List<TaskAssignment> all = assignments.apply(maxTasks);
        return IntStream.range(0, all.size())
                .mapToObj(id -> config(id, all.get(id)))
                .toList();
    }

    private Map<String, String> config(int id, TaskAssignment assignment) {
        Map<String, String> config = new HashMap<>(common);
        config.put(TaskId.PROPERTY, Integer.toString(id));
        config.put(TaskAssignment.PROPERTY, assignment.toJson());
        return config;
    }

    private static int largest(List<Map<String, String>> configs) {
        return configs.stream().mapToInt(TaskConfigs::bytes).max().orElse(0);
    }

    /** The size of a configuration as JSON, as Connect writes it. */
    private static int bytes(Map<String, String> config) {
        try {
            return JSON.writeValueAsBytes(config).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts is not JSON", e);
        }
    }
}
