/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Maps the key attributes of a table to fields of the record key and of the images. */
final class KeyFields {
    /** The field of the item in an image. A key attribute with this name is renamed. */
    static final String ITEM = "item";

    private final List<KeyField> fields;

    /** @throws IllegalArgumentException if two attributes would have the same field name */
    KeyFields(KeySchema key, NameAdjustment names) {
        Map<String, String> attributesByField = new HashMap<>();
        List<KeyField> fields = new ArrayList<>();
        key.attributes().forEach((attribute, type) -> {
            String adjusted = names.fieldName(attribute);
            String field = adjusted.equals(ITEM) ? ITEM + "_" : adjusted;
            String other = attributesByField.put(field, attribute);
            if (other != null) {
                throw new IllegalArgumentException("the key attributes '" + other + "' and '" + attribute
                        + "' would both become the field '" + field
                        + "'; set field.name.adjustment.mode=avro_unicode, which keeps them distinct");
            }
            fields.add(new KeyField(attribute, field, type));
        });
        this.fields = List.copyOf(fields);
    }

    void addTo(SchemaBuilder schema) {
        fields.forEach(field -> schema.field(field.name, EventFormat.keySchema(field.type)));
    }

    /** @throws IllegalArgumentException if {@code key} does not match the key schema of the table */
    void put(RecordTarget target, ItemKey key) {
        if (key.attributes().size() != fields.size()) {
            throw mismatch(key);
        }
        for (KeyField field : fields) {
            ItemValue value = key.attributes().get(field.attribute);
            if (value == null || !field.type.name().equals(value.getClass().getSimpleName())) {
                throw mismatch(key);
            }
            target.putKey(field.name, value);
        }
    }

    private IllegalArgumentException mismatch(ItemKey key) {
        Map<String, String> found = new LinkedHashMap<>();
        key.attributes()
                .forEach((name, value) -> found.put(name, value.getClass().getSimpleName()));
        return new IllegalArgumentException(
                "the key of the item " + found + " does not match the key schema of the table " + fields);
    }

    private record KeyField(String attribute, String name, KeyType type) {
        @Override
        public String toString() {
            return attribute + "=" + type;
        }
    }
}
