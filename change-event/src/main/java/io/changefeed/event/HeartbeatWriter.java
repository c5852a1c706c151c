/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.apache.kafka.connect.data.Schema.INT64_SCHEMA;
import static org.apache.kafka.connect.data.Schema.STRING_SCHEMA;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Writes heartbeats as keys and values of Connect records.
 *
 * <p>The key ({@code io.changefeed.Heartbeat.Key}) has the field {@code subject}. The value
 * ({@code io.changefeed.Heartbeat}) has {@code heartbeat}: its type; {@code name}: the connector's
 * {@code topic.prefix}; {@code ts_ms}: the time of emission, in milliseconds since the epoch; {@code subject};
 * {@code details}: a map of strings. These names are valid for every converter without adjustment.
 */
public final class HeartbeatWriter {
    private static final Schema KEY = SchemaBuilder.struct()
            .name("io.changefeed.Heartbeat.Key")
            .field("subject", STRING_SCHEMA)
            .build();

    private static final Schema VALUE = SchemaBuilder.struct()
            .name("io.changefeed.Heartbeat")
            .field("heartbeat", STRING_SCHEMA)
            .field("name", STRING_SCHEMA)
            .field("ts_ms", INT64_SCHEMA)
            .field("subject", STRING_SCHEMA)
            .field("details", SchemaBuilder.map(STRING_SCHEMA, STRING_SCHEMA).build())
            .build();

    private final EventFormat format;

    public HeartbeatWriter(EventFormat format) {
        this.format = format;
    }

    public SchemaAndValue key(Heartbeat heartbeat) {
        return format.record(KEY, fields -> fields.put("subject", heartbeat.subject()));
    }

    public SchemaAndValue value(Heartbeat heartbeat) {
        return format.record(
                VALUE,
                fields -> fields.put("heartbeat", heartbeat.type())
                        .put("name", heartbeat.name())
                        .put("ts_ms", heartbeat.time().toEpochMilli())
                        .put("subject", heartbeat.subject())
                        .put("details", heartbeat.details()));
    }

    static Heartbeat read(Fields fields) {
        return new Heartbeat(
                fields.text("heartbeat"),
                fields.text("name"),
                fields.time("ts_ms"),
                fields.text("subject"),
                fields.texts("details"));
    }
}
