/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.List;
import java.util.Set;

/**
 * The names that Kafka Connect itself defines for connectors and transforms. Source: {@code ConnectorConfig},
 * {@code SourceConnectorConfig}, {@code SinkConnectorConfig}, {@code TaskConfig} and {@code TransformationStage} in
 * {@code org.apache.kafka.connect.runtime}, Kafka 3.6 to 4.3. {@code ConfigIT} of the source
 * compares them with a worker.
 */
final class ConnectProperties {
    static final Set<String> CONNECTOR = Set.of(
            "name",
            "connector.class",
            "connector.plugin.version",
            "tasks.max",
            "tasks.max.enforce",
            "task.class",
            "topics",
            "topics.regex",
            "key.converter",
            "value.converter",
            "header.converter",
            "transforms",
            "predicates",
            "config.action.reload",
            "errors.retry.timeout",
            "errors.retry.delay.max.ms",
            "errors.tolerance",
            "errors.log.enable",
            "errors.log.include.messages",
            "errors.deadletterqueue.topic.name",
            "errors.deadletterqueue.topic.replication.factor",
            "errors.deadletterqueue.context.headers.enable",
            "exactly.once.support",
            "transaction.boundary",
            "transaction.boundary.interval.ms",
            "offsets.storage.topic");

    /** Connect removes {@code predicate} and {@code negate} before it configures a transform, but not the others. */
    static final Set<String> TRANSFORM = Set.of("type", "plugin.version", "predicate", "negate");

    /** Prefixes of names whose rest Connect, a client or another plugin defines. */
    static final List<String> OPEN_PREFIXES = List.of(
            "key.converter.",
            "value.converter.",
            "header.converter.",
            "transforms.",
            "predicates.",
            "topic.creation.",
            "producer.override.",
            "consumer.override.",
            "admin.override.");

    /** Prefixes below which a later version of Connect can define further names. */
    static final List<String> RESERVED_PREFIXES =
            List.of("connector.", "tasks.", "config.", "errors.", "exactly.", "transaction.", "offsets.");

    private ConnectProperties() {}
}
