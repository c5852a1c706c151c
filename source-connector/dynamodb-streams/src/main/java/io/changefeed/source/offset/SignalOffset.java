/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The position in the signal topic. All earlier signals were rejected, or their outcome is stored with their tables.
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
     * Parses a stored offset.
     *
     * @throws IllegalArgumentException when a field is missing or invalid; the message names it
     */
    public static SignalOffset fromMap(Map<String, ?> offset) {
        return new SignalOffset(
                Long.parseLong(new OffsetFields(offset).matching(POSITION, NUMBER, "an offset of the signal topic")));
    }
}
