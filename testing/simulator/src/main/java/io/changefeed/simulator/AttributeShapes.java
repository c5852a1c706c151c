/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.IntStream;

/**
 * Creates attributes in DynamoDB JSON that are within the limits of DynamoDB (Developer Guide, "Quotas and limits"), but
 * take much more memory as objects than the size that DynamoDB counts.
 */
public final class AttributeShapes {
    /** The maximum size of the name of a key attribute, and of an attribute in an index projection. */
    private static final int NAME_BYTES = 255;

    private AttributeShapes() {}

    /** One text of about this size with its name. */
    public static ObjectNode text(int bytes) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        attributes.putObject("text").put("S", "x".repeat(Math.max(0, bytes - "text".length())));
        return attributes;
    }

    /** Numbers with one digit and names of three characters. */
    public static ObjectNode smallNumbers(int count) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        IntStream.range(0, count).forEach(i -> attributes.putObject(name(i)).put("N", Integer.toString(i % 10)));
        return attributes;
    }

    /** Empty texts with names of three characters; 130,000 of them fit into one item of 400 KB. */
    public static ObjectNode emptyTexts(int count) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        IntStream.range(0, count).forEach(i -> attributes.putObject(name(i)).put("S", ""));
        return attributes;
    }

    /** Maps in maps, with a text at the innermost of up to 32 levels. */
    public static ObjectNode nestedMaps(int count, int levels) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < count; i++) {
            ObjectNode value = attributes.putObject(name(i));
            for (int level = 1; level < levels; level++) {
                value = value.putObject("M").putObject("m");
            }
            value.put("S", "");
        }
        return attributes;
    }

    /** Empty texts with names of 255 bytes. */
    public static ObjectNode longNames(int count) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        String prefix = "n".repeat(NAME_BYTES - 3);
        IntStream.range(0, count)
                .forEach(i -> attributes.putObject(prefix + name(i)).put("S", ""));
        return attributes;
    }

    /** Three characters from {@code 0} to {@code z}, without the backslash, which JSON escapes. */
    private static String name(int number) {
        int letters = 'z' - '0';
        StringBuilder name = new StringBuilder();
        int rest = number;
        for (int i = 0; i < 3; i++) {
            char letter = (char) ('0' + rest % letters);
            name.append(letter == '\\' ? 'z' : letter);
            rest /= letters;
        }
        return name.toString();
    }
}
