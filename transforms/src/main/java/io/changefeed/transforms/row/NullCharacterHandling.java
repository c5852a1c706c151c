/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

import io.changefeed.event.ItemValue;
import io.changefeed.event.NullCharacters;
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
            NullCharacters.requireNone(attributes, path);
        }
    };

    /**
     * Checks the names and values of attributes at every depth.
     *
     * @param path the path of the attributes, for error messages
     * @throws DataException if one has a null character that is not accepted; the message contains its path
     */
    public abstract void check(Map<String, ItemValue> attributes, Path path);
}
