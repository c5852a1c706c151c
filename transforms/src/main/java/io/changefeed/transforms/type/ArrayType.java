/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** A list or a set whose elements have the same type. NULL elements become null. */
record ArrayType(FieldType element) implements FieldType {
    @Override
    public SchemaBuilder schema() {
        return SchemaBuilder.array(element.schema().optional().build());
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        List<? extends ItemValue> elements = elements(value, path);
        List<@Nullable Object> converted = new ArrayList<>(elements.size());
        for (ItemValue each : elements) {
            converted.add(Nulls.convert(element, each, path.element(converted.size())));
        }
        return converted;
    }

    private List<? extends ItemValue> elements(ItemValue value, Path path) {
        if (value instanceof ItemValue.L list) {
            return list.elements();
        }
        if (value instanceof ItemValue.SS set) {
            return set.texts().stream().map(ItemValue.S::new).toList();
        }
        if (value instanceof ItemValue.NS set) {
            return set.numbers();
        }
        if (value instanceof ItemValue.BS set) {
            return set.binaries();
        }
        throw mismatch(path, value, "declare the field json, which accepts any value");
    }

    @Override
    public String toString() {
        return "array<" + element + ">";
    }
}
