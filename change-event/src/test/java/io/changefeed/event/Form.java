/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static io.changefeed.event.Events.KEY_SCHEMA;
import static io.changefeed.event.Events.TOPIC;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;

/** A published form of our records: formats and a JsonConverter, with its schemas or without. */
record Form(EventFormat events, ItemFormat items, boolean schemas) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every event and a heartbeat in this form, as pretty JSON with a name for each. */
    String text() {
        ObjectNode records = JSON.createObjectNode();
        Events.byName().forEach((name, event) -> records.set(name, json(event)));
        records.set(
                "heartbeat",
                record(heartbeats().key(Events.heartbeat()), heartbeats().value(Events.heartbeat())));
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

    /** The name of the form's golden file. */
    @Override
    public String toString() {
        return events.text() + (schemas ? ".with-schemas." : ".") + items.text();
    }
}
