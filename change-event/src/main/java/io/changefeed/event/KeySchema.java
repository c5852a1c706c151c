/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.Collections.unmodifiableMap;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The key attributes of a table with their types: the partition key, then the sort key if the table has one.
 */
public record KeySchema(Map<String, KeyType> attributes) {
    /** @throws IllegalArgumentException if the number of attributes is not one or two */
    public KeySchema {
        attributes = unmodifiableMap(new LinkedHashMap<>(attributes));
        if (attributes.isEmpty() || attributes.size() > 2) {
            throw new IllegalArgumentException(
                    "a DynamoDB key has one or two attributes, not " + attributes.size() + ": " + attributes.keySet());
        }
    }
}
