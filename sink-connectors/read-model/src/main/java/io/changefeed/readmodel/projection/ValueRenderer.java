/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import java.util.Map;

/** Renders values for messages: {@code {"S":"abc"}}. */
final class ValueRenderer {
    private static final int MAX_LENGTH = 100;

    private ValueRenderer() {}

    /** The value as DynamoDB JSON, truncated after 100 characters. */
    static String render(ItemValue value) {
        String text = json(ItemFormat.DYNAMODB_JSON, value);
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }

    /** The value as JSON. */
    static String json(ItemFormat format, ItemValue value) {
        String item = format.json().text(new Item(Map.of("v", value)));
        return item.substring("{\"v\":".length(), item.length() - 1);
    }
}
