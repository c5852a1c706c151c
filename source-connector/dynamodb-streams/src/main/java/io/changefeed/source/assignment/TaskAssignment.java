/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The assignment of one task, which is stored as JSON in its configuration.
 *
 * @param signals the signal offset to store; present for one task of the connector only
 */
public record TaskAssignment(List<TableAssignment> tables, Optional<SignalAssignment> signals) {
    /** The property of the task configuration that holds the assignment. It is internal and never set by a user. */
    public static final String PROPERTY = "task.assignment";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModules(new JavaTimeModule(), new Jdk8Module())
            .build();

    public TaskAssignment {
        tables = List.copyOf(tables);
    }

    public TaskAssignment(List<TableAssignment> tables) {
        this(tables, Optional.empty());
    }

    TaskAssignment with(Optional<SignalAssignment> other) {
        return new TaskAssignment(tables, other);
    }

    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new ConnectException("Cannot write the task assignment as JSON", e);
        }
    }

    /**
     * Parses the value of {@value #PROPERTY}.
     *
     * @throws ConnectException when the text is not an assignment; the message contains the remedy
     */
    public static TaskAssignment fromJson(String json) {
        try {
            return JSON.readValue(json, TaskAssignment.class);
        } catch (JsonProcessingException e) {
            throw new ConnectException(
                    "Cannot read '" + PROPERTY
                            + "' in the task configuration. Restart the connector to reassign its tasks.",
                    e);
        }
    }
}
