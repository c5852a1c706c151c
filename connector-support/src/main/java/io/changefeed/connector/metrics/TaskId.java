/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import java.util.Map;

/**
 * A task of a connector.
 *
 * @param connector the name of the connector; empty if Kafka Connect did not create the task
 * @param number the number of the task, starting at 0
 */
public record TaskId(String connector, int number) {
    /** The property of a task that contains its number, which Connect does not pass to it. Not for users. */
    public static final String PROPERTY = "task.id";

    /**
     * Reads the name and the number from the configuration of a task. A connector with one task can omit the
     * number.
     */
    public static TaskId of(Map<String, String> taskProperties) {
        return new TaskId(
                taskProperties.getOrDefault("name", ""), Integer.parseInt(taskProperties.getOrDefault(PROPERTY, "0")));
    }
}
