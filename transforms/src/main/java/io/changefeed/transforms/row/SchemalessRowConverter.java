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

/** Converts events to rows without a schema, for sinks that infer one. */
public final class SchemalessRowConverter implements RowConverter {
    private final SchemalessValueConverter values;
    private final NullCharacterHandling nullCharacters;

    public SchemalessRowConverter(NumberMode numbers, NestedFormat nested, NullCharacterHandling nullCharacters) {
        values = new SchemalessValueConverter(numbers, nested);
        this.nullCharacters = nullCharacters;
    }

    @Override
    public SchemaAndValue row(ChangeEvent event, Map<String, ItemValue> attributes, Path image) {
        nullCharacters.check(attributes, image);
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (RESERVED.contains(name)) {
                throw new DataException(image.field(name) + ": the name is reserved; declare the other attributes with"
                        + " 'fields' and set undeclared.attributes=json to keep this one in the field "
                        + UndeclaredAttributes.FIELD);
            }
            row.put(name, values.convert(value).orElse(null));
        });
        for (Metadata each : Metadata.values()) {
            row.put(each.field(), each.of(event));
        }
        return new SchemaAndValue(null, row);
    }
}
