/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import java.util.Map;

/** A value as a message tells it: {@code {"S":"abc"}}. */
final class ValueText {
    private static final int LONGEST = 100;

    private ValueText() {}

    /** DynamoDB's JSON of the value, cut after a hundred characters. */
    static String of(ItemValue value) {
        String text = json(ItemFormat.DYNAMODB_JSON, value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** The JSON text of one value. */
    static String json(ItemFormat format, ItemValue value) {
        String item = format.json().text(new Item(Map.of("v", value)));
        return item.substring("{\"v\":".length(), item.length() - 1);
    }
}
