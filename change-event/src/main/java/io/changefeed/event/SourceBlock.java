/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.apache.kafka.connect.data.Schema.BOOLEAN_SCHEMA;
import static org.apache.kafka.connect.data.Schema.INT64_SCHEMA;
import static org.apache.kafka.connect.data.Schema.OPTIONAL_STRING_SCHEMA;
import static org.apache.kafka.connect.data.Schema.STRING_SCHEMA;

import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Writes and reads the field {@code source} of an event. {@link ChangeEventWriter} describes its fields. */
final class SourceBlock {
    private static final String CONNECTOR = "dynamodb";

    private static final Schema USER_IDENTITY = SchemaBuilder.struct()
            .name("io.changefeed.dynamodb.UserIdentity")
            .optional()
            .field("type", STRING_SCHEMA)
            .field("principal_id", STRING_SCHEMA)
            .build();

    static final Schema SCHEMA = SchemaBuilder.struct()
            .name("io.changefeed.dynamodb.Source")
            .field("version", STRING_SCHEMA)
            .field("connector", STRING_SCHEMA)
            .field("name", STRING_SCHEMA)
            .field("ts_ms", INT64_SCHEMA)
            .field("snapshot", STRING_SCHEMA)
            .field("region", STRING_SCHEMA)
            .field("table", STRING_SCHEMA)
            .field("account", STRING_SCHEMA)
            .field("stream_arn", OPTIONAL_STRING_SCHEMA)
            .field("shard_id", OPTIONAL_STRING_SCHEMA)
            .field("sequence_number", OPTIONAL_STRING_SCHEMA)
            .field("order", STRING_SCHEMA)
            .field("event_id", STRING_SCHEMA)
            .field("view_type", OPTIONAL_STRING_SCHEMA)
            .field("size_bytes", INT64_SCHEMA)
            .field("ttl", BOOLEAN_SCHEMA)
            .field("user_identity", USER_IDENTITY)
            .field("snapshot_id", OPTIONAL_STRING_SCHEMA)
            .field("item_format", STRING_SCHEMA)
            .field("key", JsonSchema.REQUIRED)
            .field("dropped_images", OPTIONAL_STRING_SCHEMA)
            .build();

    private SourceBlock() {}

    static void write(RecordTarget target, Source source, ItemKey key, ItemFormat items) {
        target.put("version", source.version())
                .put("connector", CONNECTOR)
                .put("name", source.name())
                .put("ts_ms", source.time().toEpochMilli())
                .put("snapshot", source.snapshot().text())
                .put("region", source.region())
                .put("table", source.table())
                .put("account", source.account())
                .put("stream_arn", source.streamArn())
                .put("shard_id", source.shardId())
                .put("sequence_number", source.sequenceNumber())
                .put("order", source.order().text())
                .put("event_id", source.eventId())
                .put("view_type", source.viewType().map(ViewType::name))
                .put("size_bytes", source.sizeBytes())
                .put("ttl", source.timeToLive());
        userIdentity(target, source.userIdentity());
        target.put("snapshot_id", source.snapshotId())
                .put("item_format", items.text())
                .put("key", Optional.of(key.item()), ItemFormat.DYNAMODB_JSON.json())
                .put("dropped_images", source.droppedImages().map(DroppedImages::text));
    }

    private static void userIdentity(RecordTarget target, Optional<UserIdentity> identity) {
        if (identity.isPresent()) {
            target.put(
                    "user_identity",
                    user -> user.put("type", identity.get().type())
                            .put("principal_id", identity.get().principalId()));
        } else {
            target.putNull("user_identity");
        }
    }

    static Source read(Fields source) {
        return new Source(
                source.text("version"),
                source.text("name"),
                source.time("ts_ms"),
                source.constant("snapshot", Source.Snapshot::parse, "false, true or incremental"),
                source.text("region"),
                source.text("table"),
                source.text("account"),
                source.optionalText("stream_arn"),
                source.optionalText("shard_id"),
                source.optionalText("sequence_number"),
                source.parsed("order", Order::new),
                source.text("event_id"),
                source.viewType("view_type"),
                source.integer("size_bytes"),
                source.bool("ttl"),
                source.optionalNested("user_identity")
                        .map(user -> new UserIdentity(user.text("type"), user.text("principal_id"))),
                source.optionalText("snapshot_id"),
                source.has("dropped_images")
                        ? Optional.of(source.constant("dropped_images", DroppedImages::parse, "before, after or both"))
                        : Optional.empty());
    }

    static ItemFormat itemFormat(Fields source) {
        return source.constant("item_format", ItemFormat::parse, "dynamodb-json or json");
    }

    static ItemKey key(Fields source) {
        Path path = source.path("key");
        Item key = ItemFormat.DYNAMODB_JSON.json().item(path, source.value("key"));
        return path.check(() -> new ItemKey(key.attributes()));
    }
}
