/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.AttributeShapes;
import java.util.Locale;

/** The attributes of items besides their key, in DynamoDB JSON. */
public enum ItemShape {
    TEXT("one text of 1 KB", 1_000) {
        @Override
        public ObjectNode attributes() {
            return AttributeShapes.text(1_000 - KEY_BYTES);
        }
    },
    ATTRIBUTES13("13 attributes, 1 KB", 1_000) {
        @Override
        public ObjectNode attributes() {
            return mixed(13, 92);
        }
    },
    ATTRIBUTES40("40 attributes, 1 KB", 1_000) {
        @Override
        public ObjectNode attributes() {
            return mixed(40, 17);
        }
    },
    NESTED("nested, 1 KB", 1_000) {
        @Override
        public ObjectNode attributes() {
            ObjectNode attributes = mixed(6, 45);
            ArrayNode lines = attributes.putObject("lines").putArray("L");
            for (int i = 0; i < 5; i++) {
                ObjectNode line = lines.addObject().putObject("M");
                line.setAll(mixed(4, 20));
                line.putObject("price").putObject("M").setAll(mixed(2, 20));
            }
            return attributes;
        }
    },
    SMALL("200 B", 200) {
        @Override
        public ObjectNode attributes() {
            return mixed(4, 70);
        }
    },
    LARGE("100 KB", 100_000) {
        @Override
        public ObjectNode attributes() {
            return mixed(200, 650);
        }
    };

    /** The size of the key of an item. */
    private static final int KEY_BYTES = 14;

    private static final int USUAL_BYTES = 1_000;

    private final String title;
    private final int bytes;

    ItemShape(String title, int bytes) {
        this.title = title;
        this.bytes = bytes;
    }

    public abstract ObjectNode attributes();

    public String title() {
        return title;
    }

    /** The approximate size of an item as DynamoDB counts it. */
    public int bytes() {
        return bytes;
    }

    /** Returns the number of items whose total size is that of this number of items of 1 KB, or as many if smaller. */
    public int scale(int items) {
        return bytes <= USUAL_BYTES ? items : Math.max(1, items / (bytes / USUAL_BYTES));
    }

    /** The value of the option. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns texts, of which each fourth is a number instead and one a boolean.
     *
     * @param length of the texts, without the names
     */
    private static ObjectNode mixed(int count, int length) {
        String words =
                "the quick brown fox jumps over the lazy dog and is back in time for tea ".repeat(1 + length / 70);
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < count; i++) {
            ObjectNode value = attributes.putObject("attribute" + i);
            if (i % 4 == 3) {
                value.put("N", Integer.toString(1_234_567 * (i + 1)));
            } else if (i == 1) {
                value.put("BOOL", true);
            } else {
                value.put("S", words.substring(0, length));
            }
        }
        return attributes;
    }
}
