/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.RowKey;
import java.util.Map;

/** Renders values for messages, for example {@code {"S":"abc"}}. */
public final class ValueRenderer {
    private static final int MAX_LENGTH = 100;

    private ValueRenderer() {}

    /** A value as DynamoDB JSON, truncated after 100 characters. */
    public static String render(ItemValue value) {
        return truncate(json(ItemFormat.DYNAMODB_JSON, value));
    }

    /** The key of a row as DynamoDB JSON, truncated after 100 characters. */
    public static String render(RowKey key) {
        return truncate(ItemFormat.DYNAMODB_JSON.json().text(new Item(key.columns())));
    }

    private static String truncate(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }

    /** A value as JSON. */
    static String json(ItemFormat format, ItemValue value) {
        String item = format.json().text(new Item(Map.of("v", value)));
        return item.substring("{\"v\":".length(), item.length() - 1);
    }
}
