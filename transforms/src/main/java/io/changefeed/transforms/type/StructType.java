/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** A map of the declared names and no others. */
final class StructType implements FieldType {
    private final DeclaredFields fields;
    /** Of the values. Made once: a struct's schema is compared with its field's whenever it is put there. */
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
            throw misfit(path, value, "declare the field json, which takes every value");
        }
        fields.undeclared(map.entries()).forEach((name, entry) -> {
            throw misfit(
                    path.field(name), entry, "declare it there too, or the field as a whole map<string,…> or json");
        });
        return fields.struct(schema, map.entries(), path);
    }

    @Override
    public String toString() {
        return "struct<" + fields + ">";
    }
}
