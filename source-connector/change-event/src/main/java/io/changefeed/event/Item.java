/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.Collections.unmodifiableMap;

import java.util.LinkedHashMap;
import java.util.Map;

/** An image of a DynamoDB item: all of its attributes, the key's among them. Immutable; equality ignores order. */
public record Item(Map<String, ItemValue> attributes) {
    public Item {
        attributes = unmodifiableMap(new LinkedHashMap<>(attributes));
    }
}
