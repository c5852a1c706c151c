/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** A map whose values have the same type. */
record MapType(FieldType value) implements FieldType {
    @Override
    public SchemaBuilder schema() {
        return SchemaBuilder.map(Schema.STRING_SCHEMA, value.schema().optional().build());
    }

    @Override
    public Object convert(ItemValue found, Path path) {
        if (!(found instanceof ItemValue.M map)) {
            throw mismatch(path, found, "declare the field json, which accepts any value");
        }
        Map<String, @Nullable Object> converted = new LinkedHashMap<>();
        map.entries().forEach((name, each) -> converted.put(name, Nulls.convert(value, each, path.field(name))));
        return converted;
    }

    @Override
    public String toString() {
        return "map<string," + value + ">";
    }
}
