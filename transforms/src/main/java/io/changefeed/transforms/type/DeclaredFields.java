/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import static java.util.Collections.unmodifiableMap;
import static java.util.stream.Collectors.joining;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The fields of a row or of a nested struct, in the order of their declaration. */
public final class DeclaredFields {
    private final Map<String, DeclaredField> fields;

    /** @throws IllegalArgumentException if a name is declared twice */
    DeclaredFields(List<DeclaredField> declared) {
        Map<String, DeclaredField> byName = new LinkedHashMap<>();
        declared.forEach(field -> {
            if (byName.put(field.name(), field) != null) {
                throw new IllegalArgumentException("the field '" + field.name() + "' is declared twice");
            }
        });
        fields = unmodifiableMap(byName);
    }

    /**
     * Parses a declaration such as {@code id string, total decimal(12,2) default 0, tags array<string>}.
     *
     * @throws IllegalArgumentException if it is malformed; the message contains the position and what was expected
     */
    public static DeclaredFields parse(String text) {
        return new DeclarationParser(text).parse();
    }

    /** Whether a field of this name is declared. */
    public boolean contains(String name) {
        return fields.containsKey(name);
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Returns a new builder of a struct with these fields, all of them optional. */
    public SchemaBuilder schema() {
        SchemaBuilder schema = SchemaBuilder.struct();
        fields.forEach((name, field) -> schema.field(name, field.schema()));
        return schema;
    }

    /** Returns the values whose names are declared. */
    public Map<String, ItemValue> declared(Map<String, ItemValue> values) {
        Map<String, ItemValue> declared = new LinkedHashMap<>(values);
        declared.keySet().retainAll(fields.keySet());
        return declared;
    }

    /** Returns the values whose names are not declared. */
    public Map<String, ItemValue> undeclared(Map<String, ItemValue> values) {
        Map<String, ItemValue> others = new LinkedHashMap<>(values);
        others.keySet().removeAll(fields.keySet());
        return others;
    }

    /**
     * Returns a struct of the declared values. A missing or NULL value becomes its default, or null.
     *
     * @param path the path of the values, for error messages
     * @throws DataException if a value does not fit
     */
    public Struct struct(Schema schema, Map<String, ItemValue> values, Path path) {
        Struct struct = new Struct(schema);
        fields.forEach((name, field) -> struct.put(name, value(field, values.get(name), path.field(name))));
        return struct;
    }

    private static @Nullable Object value(DeclaredField field, @Nullable ItemValue value, Path path) {
        Object converted = value == null ? null : Nulls.convert(field.type(), value, path);
        return converted == null ? field.defaultValue() : converted;
    }

    @Override
    public String toString() {
        return fields.values().stream().map(DeclaredField::toString).collect(joining(", "));
    }
}
