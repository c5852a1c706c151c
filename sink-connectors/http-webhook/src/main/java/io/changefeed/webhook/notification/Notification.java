/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.webhook.body.Body;
import java.time.Instant;
import java.util.Optional;
import org.apache.hc.core5.http.ContentType;

/**
 * A notification of a failure or its end.
 *
 * @param time when it happened
 * @param table the table whose event is the cause; empty if no event is, or if it cannot be read
 * @param message for people; contains no secrets
 */
public record Notification(Type type, Instant time, Optional<String> table, String message) {
    private static final JsonMapper JSON = new JsonMapper();

    /** What happened. */
    public enum Type {
        /** A task failed. Nothing is delivered until it is restarted. */
        TASK_FAILED("task-failed"),
        /** Nothing can be delivered. Deliveries are retried. */
        DESTINATION_UNAVAILABLE("destination-unavailable"),
        /** Events are delivered again after {@link #DESTINATION_UNAVAILABLE}. */
        DESTINATION_AVAILABLE("destination-available");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** Returns the value of {@code type} in the body. */
        String text() {
            return text;
        }
    }

    /**
     * Returns the body of the request. Every field is present; unknown values are null.
     *
     * @param connector the name of the connector
     * @param task the number of its task
     */
    Body body(Optional<String> connector, Optional<Integer> task) {
        String text = JSON.createObjectNode()
                .put("type", type.text())
                .put("timestamp", time.toString())
                .put("connector", connector.orElse(null))
                .put("task", task.orElse(null))
                .put("table_name", table.orElse(null))
                .put("message", message)
                .toString();
        return new Body(ContentType.create("application/json"), text.getBytes(UTF_8));
    }
}
