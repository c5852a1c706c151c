/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.KeySchema;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/** Creates the keys of items from their attributes. */
final class Keys {
    private Keys() {}

    /**
     * Returns the key, with its attributes in the order of the schema.
     *
     * @param attributes that contain the key
     * @throws DataException if a key attribute is missing
     */
    static ItemKey of(KeySchema schema, Map<String, ItemValue> attributes) {
        Map<String, ItemValue> key = new LinkedHashMap<>();
        for (String name : schema.attributes().keySet()) {
            ItemValue value = attributes.get(name);
            if (value == null) {
                throw new DataException("the key attribute '" + name + "' is missing");
            }
            key.put(name, value);
        }
        return new ItemKey(key);
    }
}
