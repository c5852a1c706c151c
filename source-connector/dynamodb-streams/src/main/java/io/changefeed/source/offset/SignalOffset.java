/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * How far the signal topic has been read and settled: what is behind is stored with the tables that it was for, or was
 * refused.
 *
 * <pre>{@code {"signals": "<topic>"} -> {"position": "18"}}</pre>
 *
 * @param position the offset to read next
 */
public record SignalOffset(long position) {
    public static final String PARTITION = "signals";

    private static final String POSITION = "position";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    public static Map<String, String> partition(String topic) {
        return Map.of(PARTITION, topic);
    }

    public Map<String, String> toMap() {
        return Map.of(POSITION, Long.toString(position));
    }

    /**
     * Reads a stored offset.
     *
     * @throws IllegalArgumentException when a field is missing or not what it should be; the message names it
     */
    public static SignalOffset fromMap(Map<String, ?> offset) {
        return new SignalOffset(
                Long.parseLong(new OffsetFields(offset).matching(POSITION, NUMBER, "no offset of the signal topic")));
    }
}
