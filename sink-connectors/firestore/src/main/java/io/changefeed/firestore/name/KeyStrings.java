/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import java.util.Base64;
import java.util.List;

/**
 * The values of a key as texts. An attribute of a key has one type in all items of a table, and two values of one type
 * never have one text.
 */
final class KeyStrings {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private KeyStrings() {}

    /** The partition key's, then the sort key's where there is one. */
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
                "no key is a " + value.getClass().getSimpleName() + "; a DynamoDB key attribute is S, N or B");
    }
}
