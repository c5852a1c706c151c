/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.config;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs whether the consumer of a sink reads records of aborted transactions, as far as its properties show it. */
public final class ConsumerIsolation {
    public static final String OVERRIDE = "consumer.override.isolation.level";

    private static final String WORKER_PROPERTY = "consumer.isolation.level";
    private static final String READ_COMMITTED = "read_committed";

    private ConsumerIsolation() {}

    /**
     * Logs one message, or none if the consumer reads only committed records.
     *
     * @param properties the configuration of a sink connector; Connect passes the overrides, but not the properties of
     *     the worker
     */
    public static void log(Map<String, String> properties) {
        log(properties, LoggerFactory.getLogger(ConsumerIsolation.class));
    }

    static void log(Map<String, String> properties, Logger log) {
        String level = properties.getOrDefault(OVERRIDE, "").trim();
        if (level.isEmpty()) {
            log.info(
                    "'{}' is not set, so '{}' of the worker applies. Unless it is '{}', the sink also reads events of"
                            + " aborted transactions: they are delivered twice, and an item can have an older version"
                            + " in between",
                    OVERRIDE,
                    WORKER_PROPERTY,
                    READ_COMMITTED);
        } else if (!level.equals(READ_COMMITTED)) {
            log.warn(
                    "'{}={}': the sink also reads events of aborted transactions. They are delivered twice, and an item"
                            + " can have an older version in between. Set '{}'",
                    OVERRIDE,
                    level,
                    READ_COMMITTED);
        }
    }
}
