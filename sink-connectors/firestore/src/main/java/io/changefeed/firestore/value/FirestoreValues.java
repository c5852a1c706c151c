/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.Item;
import io.changefeed.event.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Converts an item's values into Firestore values; {@code docs/sinks/firestore.md} has the table. */
public final class FirestoreValues {
    /** The one field of the map that stands for an array in an array. No attribute becomes a field of this name. */
    static final String ARRAY = "%array";

    private final NumberMode numbers;

    public FirestoreValues(NumberMode numbers) {
        this.numbers = numbers;
    }

    /**
     * The fields that hold an item's attributes.
     *
     * @param path of the item, for errors
     * @throws RejectedEventException when Firestore cannot hold one of the values; the message begins with its path
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
