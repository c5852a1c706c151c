/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Any value as JSON text, with the schema name that Debezium's sinks recognize. */
public enum JsonType implements FieldType {
    /** Plain JSON. */
    JSON("json", ItemFormat.JSON),
    /** DynamoDB JSON, which is exact. */
    DYNAMODB_JSON("dynamodb_json", ItemFormat.DYNAMODB_JSON);

    private final String text;
    private final ItemFormat format;

    JsonType(String text, ItemFormat format) {
        this.text = text;
        this.format = format;
    }

    @Override
    public SchemaBuilder schema() {
        return SchemaBuilder.string().name("io.debezium.data.Json").version(1);
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        return format.json().text(value);
    }

    @Override
    public String toString() {
        return text;
    }
}
