/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the {@value #COUNT} source partitions of a stream. A lineage is in one slot, so a parent and its children
 * share one stored offset and are always resumed consistently.
 *
 * @param streamArn of the stream
 * @param number from 0 to {@value #COUNT} - 1
 */
public record Slot(String streamArn, int number) {
    /** Never changes: at a start, the offsets of all slots of a stream are read by number. */
    public static final int COUNT = 64;

    private static final String STREAM_ARN = "arn:\\S+/stream/[^/\\s]+";
    private static final Pattern NAME = Pattern.compile("(" + STREAM_ARN + ")/(0|[1-9][0-9]?)");

    public Slot {
        if (number < 0 || number >= COUNT) {
            throw new IllegalArgumentException("slot " + number + " does not exist; slots are 0 to " + (COUNT - 1));
        }
    }

    /** Whether a text has the form of a stream ARN. */
    public static boolean isStreamArn(String text) {
        return text.matches(STREAM_ARN);
    }

    /** {@code <stream ARN>/<number>} */
    public String name() {
        return streamArn + "/" + number;
    }

    /**
     * Parses the name of a slot.
     *
     * @throws IllegalArgumentException when the text is not such a name
     */
    public static Slot parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + name
                    + "' is not a slot; expected a stream ARN, a slash and a number from 0 to " + (COUNT - 1));
        }
        return new Slot(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }
}
