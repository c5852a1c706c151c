/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The response of {@code GET /connectors/x/status}. After a worker restart, Connect returns the old status until the
 * worker has joined its group.
 *
 * @param connector the state of the connector itself
 * @param tasks ordered by task number
 */
public record ConnectorStatus(String name, Part connector, List<Part> tasks) {

    /**
     * The connector or one of its tasks.
     *
     * @param state RUNNING, FAILED, PAUSED, STOPPED, UNASSIGNED or RESTARTING
     * @param trace the stack trace of a failure
     */
    public record Part(String state, String worker, Optional<String> trace) {
        static Part of(JsonNode json) {
            return new Part(
                    json.path("state").asText(),
                    json.path("worker_id").asText(),
                    Optional.ofNullable(json.get("trace")).map(JsonNode::asText));
        }
    }

    public ConnectorStatus {
        tasks = List.copyOf(tasks);
    }

    static ConnectorStatus of(JsonNode json) {
        return new ConnectorStatus(
                json.path("name").asText(),
                Part.of(json.path("connector")),
                StreamSupport.stream(json.path("tasks").spliterator(), false)
                        .map(Part::of)
                        .toList());
    }

    /** Whether the connector is RUNNING with at least one task, and all its tasks are RUNNING. */
    public boolean isRunning() {
        return connector.state().equals("RUNNING")
                && !tasks.isEmpty()
                && tasks.stream().allMatch(task -> task.state().equals("RUNNING"));
    }

    /** Whether the connector is STOPPED and has no tasks, so that its offsets can be changed. */
    public boolean isStopped() {
        return connector.state().equals("STOPPED") && tasks.isEmpty();
    }

    /** Throws a {@link ConnectorFailedException} for the first failure: the connector's, then the tasks'. */
    public void requireNotFailed() {
        Stream.concat(Stream.of(connector), tasks.stream())
                .filter(part -> part.state().equals("FAILED"))
                .findFirst()
                .ifPresent(failed -> {
                    throw new ConnectorFailedException(name, failed.trace().orElse("no trace"));
                });
    }
}
