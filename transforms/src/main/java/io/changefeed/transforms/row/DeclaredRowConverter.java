/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import io.changefeed.transforms.type.DeclaredFields;
import io.changefeed.transforms.type.JsonType;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/** Converts events to rows with a declared schema. */
public final class DeclaredRowConverter implements RowConverter {
    private final DeclaredFields fields;
    private final UndeclaredAttributes undeclared;
    private final NullCharacterHandling nullCharacters;
    private final Schema schema;

    public DeclaredRowConverter(
            DeclaredFields fields, UndeclaredAttributes undeclared, NullCharacterHandling nullCharacters) {
        this.fields = fields;
        this.undeclared = undeclared;
        this.nullCharacters = nullCharacters;
        SchemaBuilder row = fields.schema();
        if (undeclared == UndeclaredAttributes.JSON) {
            row.field(
                    UndeclaredAttributes.FIELD,
                    JsonType.DYNAMODB_JSON.schema().optional().build());
        }
        Metadata.addTo(row);
        schema = row.build();
    }

    @Override
    public SchemaAndValue row(ChangeEvent event, Map<String, ItemValue> attributes, Path image) {
        Map<String, ItemValue> declared = fields.declared(attributes);
        nullCharacters.check(declared, image);
        Struct row = fields.struct(schema, declared, image);
        Map<String, ItemValue> others = fields.undeclared(attributes);
        if (!others.isEmpty()) {
            addUndeclared(row, others, image);
        }
        for (Metadata each : Metadata.values()) {
            row.put(each.field(), each.of(event));
        }
        return new SchemaAndValue(schema, row);
    }

    private void addUndeclared(Struct row, Map<String, ItemValue> others, Path image) {
        switch (undeclared) {
            case REJECT ->
                throw new DataException(image.field(others.keySet().iterator().next())
                        + ": the attribute is not declared; add it to 'fields', or set undeclared.attributes=json to collect"
                        + " undeclared attributes in the field " + UndeclaredAttributes.FIELD);
            case JSON -> {
                nullCharacters.check(others, image);
                row.put(UndeclaredAttributes.FIELD, JsonType.DYNAMODB_JSON.convert(new ItemValue.M(others), image));
            }
            case IGNORE -> {
                // Dropped, as configured.
            }
        }
    }
}
