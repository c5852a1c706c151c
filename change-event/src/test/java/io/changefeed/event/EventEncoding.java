/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static io.changefeed.event.TestEvents.KEY_SCHEMA;
import static io.changefeed.event.TestEvents.TOPIC;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;

/** An encoding of records: the formats, and JsonConverter with or without schemas. */
record EventEncoding(EventFormat events, ItemFormat items, boolean schemas) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns all test events and a heartbeat as formatted JSON, by name. */
    String text() {
        ObjectNode records = JSON.createObjectNode();
        TestEvents.byName().forEach((name, event) -> records.set(name, json(event)));
        records.set(
                "heartbeat",
                record(heartbeats().key(TestEvents.heartbeat()), heartbeats().value(TestEvents.heartbeat())));
        return records.toPrettyString() + "\n";
    }

    ObjectNode json(ChangeEvent event) {
        return record(writer().key(event.key()), writer().value(event));
    }

    private ObjectNode record(SchemaAndValue key, SchemaAndValue value) {
        ObjectNode record = JSON.createObjectNode();
        put(record, "key", true, key);
        put(record, "value", false, value);
        return record;
    }

    private void put(ObjectNode record, String name, boolean isKey, SchemaAndValue value) {
        try (JsonConverter converter = converter(isKey)) {
            record.set(name, JSON.readTree(converter.fromConnectData(TOPIC, value.schema(), value.value())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonConverter converter(boolean isKey) {
        JsonConverter converter = new JsonConverter();
        converter.configure(Map.of("schemas.enable", schemas), isKey);
        return converter;
    }

    private ChangeEventWriter writer() {
        return new ChangeEventWriter(TOPIC, KEY_SCHEMA, events, items, NameAdjustment.NONE, NameAdjustment.NONE);
    }

    private HeartbeatWriter heartbeats() {
        return new HeartbeatWriter(events);
    }

    /** Returns the name of the golden file, without the suffix. */
    @Override
    public String toString() {
        return events.text() + (schemas ? ".with-schemas." : ".") + items.text();
    }
}
