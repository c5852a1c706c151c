/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.Item;
import io.changefeed.event.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Converts an item's values to Firestore values, as documented in {@code docs/sinks/firestore.md}. */
public final class FirestoreValues {
    /** The field of the map that wraps an array nested in an array. No attribute has a field with this name. */
    static final String ARRAY = "%array";

    private final NumberMode numbers;

    public FirestoreValues(NumberMode numbers) {
        this.numbers = numbers;
    }

    /**
     * Converts the attributes of an item.
     *
     * @param path of the item, for errors
     * @throws RejectedEventException if Firestore cannot store a value; the message starts with its path
     */
    public Map<String, Value> fields(Item item, Path path) {
        Map<String, Value> fields = new LinkedHashMap<>();
        item.attributes().forEach((name, value) -> {
            fields.put(FieldNames.of(name, path), value.fold(new ValueFold(numbers, path.field(name))));
        });
        return fields;
    }

    static Value map(Map<String, Value> fields) {
        return Value.newBuilder()
                .setMapValue(MapValue.newBuilder().putAllFields(fields))
                .build();
    }
}
