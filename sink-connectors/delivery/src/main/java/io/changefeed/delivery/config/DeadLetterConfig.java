/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.config;

import io.changefeed.connector.PropertyChecks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The properties with which Kafka Connect decides what happens to a record that a sink cannot deliver.
 *
 * @param tolerance the value of {@code errors.tolerance}
 * @param topic the topic of the dead letter queue; empty if there is none
 * @param isLogged whether Connect logs the record
 */
public record DeadLetterConfig(String tolerance, Optional<String> topic, boolean isLogged) {
    public static final String TOLERANCE = "errors.tolerance";
    public static final String TOPIC = "errors.deadletterqueue.topic.name";
    public static final String LOG_ENABLE = "errors.log.enable";
    public static final String MAX_BLOCK = "producer.override.max.block.ms";
    public static final String MAX_REQUEST_SIZE = "producer.override.max.request.size";
    public static final String DELIVERY_TIMEOUT = "producer.override.delivery.timeout.ms";

    private static final String OVERRIDE_PREFIX = "producer.override.";
    private static final String WORKER_PREFIX = "producer.";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterConfig.class);

    /** Reads the configuration of a sink connector or task. */
    public static DeadLetterConfig of(Map<String, ?> properties) {
        return new DeadLetterConfig(
                text(properties, TOLERANCE),
                Optional.of(text(properties, TOPIC)).filter(topic -> !topic.isEmpty()),
                text(properties, LOG_ENABLE).equalsIgnoreCase("true"));
    }

    private static String text(Map<String, ?> properties, String property) {
        Object value = properties.get(property);
        return value == null ? "" : value.toString().trim();
    }

    /** Whether the task continues after a record that it cannot deliver. */
    public boolean toleratesErrors() {
        return tolerance.equalsIgnoreCase("all");
    }

    /**
     * Adds an error if errors are tolerated, but Connect gives the task no reporter for them: the first record that
     * cannot be delivered would fail the task nevertheless.
     */
    public static void check(PropertyChecks checks) {
        DeadLetterConfig config = of(checks.properties());
        if (config.toleratesErrors() && config.topic.isEmpty() && !config.isLogged) {
            checks.addUndefinedError(
                    TOLERANCE,
                    "With 'all', also set '" + TOPIC + "' to keep records that cannot be delivered in a dead letter"
                            + " queue, or '" + LOG_ENABLE + "=true' to skip them with a log message. Without either,"
                            + " Connect tolerates only errors of converters and transforms.");
        }
    }

    /**
     * Logs which timeouts the producer of the dead letter queue lacks. By default it waits indefinitely, inside
     * Connect and on the task's thread.
     */
    public void logMissingTimeouts(Map<String, String> properties) {
        if (topic.isPresent() && !properties.keySet().containsAll(List.of(MAX_BLOCK, DELIVERY_TIMEOUT))) {
            LOG.warn(
                    "If the dead letter topic '{}' is unavailable, Kafka Connect blocks the task indefinitely by"
                            + " default. Set '{}=30000' and '{}=120000': then the task fails instead and keeps the"
                            + " record. If the worker allows no overrides, set '{}' and '{}' in its configuration;"
                            + " then ignore this warning",
                    topic.get(),
                    MAX_BLOCK,
                    DELIVERY_TIMEOUT,
                    MAX_BLOCK.replace(OVERRIDE_PREFIX, WORKER_PREFIX),
                    DELIVERY_TIMEOUT.replace(OVERRIDE_PREFIX, WORKER_PREFIX));
        }
    }
}
