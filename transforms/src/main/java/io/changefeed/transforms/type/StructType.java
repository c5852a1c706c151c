/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** A map that contains declared names only. */
final class StructType implements FieldType {
    private final DeclaredFields fields;
    /** Created once, because Connect compares the schema of a struct with that of its field. */
    private final Schema schema;

    StructType(DeclaredFields fields) {
        this.fields = fields;
        schema = fields.schema().optional().build();
    }

    @Override
    public SchemaBuilder schema() {
        return fields.schema();
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        if (!(value instanceof ItemValue.M map)) {
            throw mismatch(path, value, "declare the field json, which accepts any value");
        }
        fields.undeclared(map.entries()).forEach((name, entry) -> {
            throw mismatch(
                    path.field(name),
                    entry,
                    "declare it in the struct, or declare the whole field as map<string,…> or json");
        });
        return fields.struct(schema, map.entries(), path);
    }

    @Override
    public String toString() {
        return "struct<" + fields + ">";
    }
}
