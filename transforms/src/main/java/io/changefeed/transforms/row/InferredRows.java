/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Rows without a schema, for sinks that infer one: maps of those attributes that an item has. */
public final class InferredRows implements Rows {
    private final InferredFold values;

    public InferredRows(NumberMode numbers, NestedFormat nested) {
        values = new InferredFold(numbers, nested);
    }

    @Override
    public SchemaAndValue row(ChangeEvent event, Map<String, ItemValue> attributes, Path image) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (RESERVED.contains(name)) {
                throw new DataException(image.field(name) + ": the row has a field of this name of its own; declare the"
                        + " other attributes with 'fields' and set undeclared.attributes=json, which keeps this one in the"
                        + " field " + Undeclared.FIELD);
            }
            row.put(name, values.of(value).orElse(null));
        });
        for (Metadata each : Metadata.values()) {
            row.put(each.field(), each.of(event));
        }
        return new SchemaAndValue(null, row);
    }
}
