/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/** How to handle text with the null character, U+0000: the property {@code null.character.handling.mode}. */
public enum NullCharacterHandling {
    /** It is kept. */
    KEEP {
        @Override
        public void check(Map<String, ItemValue> attributes, Path path) {
            // All text is accepted.
        }
    },
    /** The event is rejected. */
    REJECT {
        @Override
        public void check(Map<String, ItemValue> attributes, Path path) {
            requireNone(attributes, path);
        }
    };

    /**
     * Checks the names and values of attributes at every depth.
     *
     * @param path the path of the attributes, for error messages
     * @throws DataException if one has a null character that is not accepted; the message contains its path
     */
    public abstract void check(Map<String, ItemValue> attributes, Path path);

    private static void requireNone(Map<String, ItemValue> values, Path path) {
        values.forEach((name, value) -> {
            requireNone("the name of an attribute", name, path);
            requireNone(value, path.field(name));
        });
    }

    private static void requireNone(ItemValue value, Path path) {
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
            throw path.error(
                    what + " contains the null character U+0000, which null.character.handling.mode=reject does"
                            + " not accept");
        }
    }
}
