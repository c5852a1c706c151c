/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/**
 * Finds the null character, U+0000, in values. DynamoDB, Kafka and most databases store it; PostgreSQL does not, neither in
 * {@code text} nor in {@code jsonb}.
 */
public final class NullCharacters {
    private NullCharacters() {}

    /**
     * Checks attributes with their names.
     *
     * @param path the path of the attributes, for the message
     * @throws DataException as for {@link #requireNone(ItemValue, Path)}
     */
    public static void requireNone(Map<String, ItemValue> attributes, Path path) {
        attributes.forEach((name, value) -> {
            requireNone("the name of an attribute", name, path);
            requireNone(value, path.field(name));
        });
    }

    /**
     * Checks the texts of a value and the names in it, at every depth.
     *
     * @param path the path of the value, for the message
     * @throws DataException if one contains the null character; the message starts with its path
     */
    public static void requireNone(ItemValue value, Path path) {
        if (value instanceof ItemValue.S string) {
            requireNone("the text", string.text(), path);
        } else if (value instanceof ItemValue.SS set) {
            set.texts().forEach(text -> requireNone("a text of the set", text, path));
        } else if (value instanceof ItemValue.L list) {
            for (int i = 0; i < list.elements().size(); i++) {
                requireNone(list.elements().get(i), path.element(i));
            }
        } else if (value instanceof ItemValue.M map) {
            requireNone(map.entries(), path);
        }
    }

    private static void requireNone(String what, String text, Path path) {
        if (text.indexOf('\0') >= 0) {
            throw path.error(what + " contains the null character U+0000, which PostgreSQL cannot store");
        }
    }
}
