/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the {@value #COUNT} source partitions of a stream. A lineage lives in one slot, so a parent and its children
 * share one stored offset and can never be resumed at odds with each other.
 *
 * @param streamArn of the stream
 * @param number from 0 to {@value #COUNT} - 1
 */
public record Slot(String streamArn, int number) {
    /** Fixed for ever: whoever starts can ask for the offsets of all slots of a stream without having been there. */
    public static final int COUNT = 64;

    private static final String STREAM_ARN = "arn:\\S+/stream/[^/\\s]+";
    private static final Pattern NAME = Pattern.compile("(" + STREAM_ARN + ")/(0|[1-9][0-9]?)");

    public Slot {
        if (number < 0 || number >= COUNT) {
            throw new IllegalArgumentException("slot " + number + " does not exist; slots are 0 to " + (COUNT - 1));
        }
    }

    /** Whether a text can be the first part of a slot's name. */
    public static boolean isStreamArn(String text) {
        return text.matches(STREAM_ARN);
    }

    /** {@code <stream ARN>/<number>} */
    public String name() {
        return streamArn + "/" + number;
    }

    /**
     * The slot with this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Slot parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + name
                    + "' is no slot; expected a stream's ARN, a slash and a number from 0 to " + (COUNT - 1));
        }
        return new Slot(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }
}
