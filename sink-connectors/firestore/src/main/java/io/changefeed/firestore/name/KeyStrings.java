/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import java.util.Base64;
import java.util.List;

/**
 * Converts the values of a key to strings. Different values of a type have different strings, and a key attribute has
 * the same type in all items of a table.
 */
final class KeyStrings {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private KeyStrings() {}

    /** Returns the partition key, followed by the sort key if there is one. */
    static List<String> of(ItemKey key) {
        return key.attributes().values().stream().map(KeyStrings::of).toList();
    }

    private static String of(ItemValue value) {
        if (value instanceof ItemValue.S text) {
            return text.text();
        }
        if (value instanceof ItemValue.N number) {
            return number.digits();
        }
        if (value instanceof ItemValue.B binary) {
            byte[] bytes = new byte[binary.bytes().remaining()];
            binary.bytes().get(bytes);
            return BASE64.encodeToString(bytes);
        }
        throw new IllegalArgumentException(
                "A DynamoDB key attribute is S, N or B, not " + value.getClass().getSimpleName());
    }
}
