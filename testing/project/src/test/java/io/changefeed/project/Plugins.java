/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.changefeed.project.Plugin.PluginClass;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All plugins of the project. */
final class Plugins {
    private static final String SINK_PROPERTIES =
            " Kafka Connect's own sink properties, such as `topics`, apply in addition.";

    private static final Set<String> HTTP =
            Set.of("org.apache.httpcomponents.client5", "org.apache.httpcomponents.core5");
    private static final Set<String> AWS =
            union(HTTP, Set.of("software.amazon.awssdk", "software.amazon.eventstream", "org.reactivestreams"));
    private static final Set<String> GRPC = Set.of(
            "com.google.android",
            "com.google.api.grpc",
            "com.google.code.findbugs",
            "com.google.code.gson",
            "com.google.errorprone",
            "com.google.guava",
            "com.google.j2objc",
            "com.google.protobuf",
            "io.grpc",
            "io.perfmark",
            "org.codehaus.mojo");
    private static final Set<String> FIRESTORE = union(
            GRPC,
            Set.of(
                    "com.google.api",
                    "com.google.auth",
                    "com.google.auto.value",
                    "com.google.cloud",
                    "com.google.cloud.opentelemetry",
                    "com.google.http-client",
                    "com.google.re2j",
                    "commons-codec",
                    "dev.cel",
                    "io.opencensus",
                    "io.opentelemetry",
                    "io.opentelemetry.instrumentation",
                    "io.opentelemetry.semconv",
                    "javax.annotation",
                    "org.apache.httpcomponents",
                    "org.checkerframework",
                    "org.conscrypt",
                    "org.threeten"));

    static final List<Plugin> ALL = List.of(
            new Plugin(
                    "changefeed-dynamodb-streams",
                    "source-connector/dynamodb-streams",
                    Set.of("dynamodb-streams", "aws", "connector-support", "change-event"),
                    Set.of("dynamodb", "sts", "apache5-client", "bucket4j_jdk17-core"),
                    union(AWS, Set.of("com.bucket4j", "com.fasterxml.jackson.datatype")),
                    List.of(PluginClass.connector(
                                    "io.changefeed.source.DynamoDbStreamsSourceConnector",
                                    "dynamodb-streams",
                                    "Publishes the changes of DynamoDB tables to Kafka topics, as DynamoDB Streams"
                                            + " reports them.")
                            .definedBy("io.changefeed.source.config.SourceConfig"))),
            new Plugin(
                    "changefeed-http-webhook",
                    "sink-connectors/http-webhook",
                    Set.of("http-webhook", "delivery", "connector-support", "change-event"),
                    Set.of("httpclient5", "cloudevents-core", "cloudevents-json-jackson"),
                    union(HTTP, Set.of("io.cloudevents")),
                    List.of(PluginClass.connector(
                            "io.changefeed.webhook.HttpWebhookSinkConnector",
                            "http-webhook",
                            "Posts change events to a URL." + SINK_PROPERTIES))),
            new Plugin(
                    "changefeed-firestore",
                    "sink-connectors/firestore",
                    Set.of("firestore", "delivery", "connector-support", "change-event"),
                    Set.of("google-cloud-firestore", "bucket4j_jdk17-core"),
                    union(FIRESTORE, Set.of("com.bucket4j")),
                    List.of(PluginClass.connector(
                            "io.changefeed.firestore.FirestoreSinkConnector",
                            "firestore",
                            "Replicates DynamoDB tables to a Firestore database, one document for each item."
                                    + SINK_PROPERTIES))),
            new Plugin(
                    "changefeed-read-model",
                    "sink-connectors/read-model",
                    Set.of("read-model", "aws", "delivery", "connector-support", "change-event"),
                    // Users add JDBC drivers.
                    Set.of("dynamodb", "sts", "netty-nio-client", "HikariCP"),
                    union(AWS, Set.of("com.zaxxer", "io.netty")),
                    List.of(
                            PluginClass.connector(
                                            "io.changefeed.readmodel.DynamoDbReadModelSinkConnector",
                                            "read-model-dynamodb",
                                            "Maintains a DynamoDB table as a read model: a projection of the DynamoDB"
                                                    + " tables whose topics it reads." + SINK_PROPERTIES)
                                    .definedBy("io.changefeed.readmodel.dynamodb.DynamoDbReadModelConfig"),
                            PluginClass.connector(
                                            "io.changefeed.readmodel.JdbcReadModelSinkConnector",
                                            "read-model-jdbc",
                                            "Maintains a table of PostgreSQL, MySQL or MariaDB as a read model: a"
                                                    + " projection of the DynamoDB tables whose topics it reads."
                                                    + SINK_PROPERTIES)
                                    .definedBy("io.changefeed.readmodel.sql.config.JdbcReadModelConfig"))),
            new Plugin(
                    "changefeed-grpc-fan-out",
                    "sink-connectors/grpc-fan-out",
                    Set.of("grpc-fan-out", "grpc-api", "delivery", "connector-support", "change-event"),
                    Set.of("grpc-netty-shaded", "grpc-services"),
                    GRPC,
                    List.of(PluginClass.connector(
                            "io.changefeed.fanout.GrpcFanOutSinkConnector",
                            "grpc-fan-out",
                            "Serves change events to subscribers over gRPC." + SINK_PROPERTIES))),
            new Plugin(
                    "changefeed-transforms",
                    "transforms",
                    Set.of("transforms", "connector-support", "change-event"),
                    Set.of("jackson-core"),
                    Set.of(),
                    List.of(new PluginClass(
                            "io.changefeed.transforms.FlattenItem",
                            "flatten-item",
                            "transforms.<name>.type",
                            "Turns a change event into a flat row. The item's attributes become fields, beside `__op`"
                                    + " (`c`, `u`, `d`, `r`), `__order` (of two rows of an item, the newer one has the"
                                    + " greater value, compared as text), `__ts_ms` (the time of the change in"
                                    + " milliseconds) and `__deleted` (boolean). Record keys and heartbeats pass"
                                    + " unchanged. An event that cannot be represented without loss is rejected: the"
                                    + " task fails, or with `errors.tolerance=all` the record is sent to the dead"
                                    + " letter queue.",
                            Optional.empty()))));

    private Plugins() {}

    private static Set<String> union(Set<String> first, Set<String> second) {
        return Stream.concat(first.stream(), second.stream()).collect(toUnmodifiableSet());
    }
}
