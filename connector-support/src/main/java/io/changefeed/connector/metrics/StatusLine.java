/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import io.changefeed.connector.UrlCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * One line of a {@link StatusLog}: {@code key=value}, separated by spaces. A value that is empty or contains a space, a
 * quote, a backslash, an equals sign or a control character is quoted and escaped as in JSON. Credentials in URLs are
 * masked. Not thread-safe.
 */
public final class StatusLine {
    private static final String PREFIX = "Status:";
    private static final String UNKNOWN = "unknown";
    private static final double MILLIS_PER_SECOND = 1_000;

    private final StringBuilder line = new StringBuilder(PREFIX);
    private final Instant now;
    private final Duration elapsed;
    private final Map<String, Long> totals;

    /**
     * @param elapsed the time since the previous line, or since the start
     * @param totals the totals of the previous line, by key; they are replaced by those of this line
     */
    public StatusLine(Instant now, Duration elapsed, Map<String, Long> totals) {
        this.now = now;
        this.elapsed = elapsed;
        this.totals = totals;
    }

    /** The time of the line. */
    public Instant now() {
        return now;
    }

    /** Adds a text, which must contain neither secrets nor data of items. */
    public StatusLine add(String key, String value) {
        return append(key, escape(UrlCredentials.mask(value)));
    }

    public StatusLine add(String key, long value) {
        return append(key, Long.toString(value));
    }

    /** Adds a number with at most two decimals; {@code unknown} for NaN. */
    public StatusLine add(String key, double value) {
        if (Double.isNaN(value)) {
            return append(key, UNKNOWN);
        }
        return value == Math.rint(value)
                ? add(key, (long) value)
                : append(key, String.format(Locale.ROOT, "%.2f", value));
    }

    /**
     * Adds the growth of a total per second since the previous line.
     *
     * @param total the current total, which was 0 when the task started
     */
    public StatusLine addRate(String key, long total) {
        Long previous = totals.put(key, total);
        long growth = total - (previous == null ? 0 : previous);
        long millis = elapsed.toMillis();
        return add(key, millis == 0 ? 0.0 : growth * MILLIS_PER_SECOND / millis);
    }

    private StatusLine append(String key, String value) {
        line.append(' ').append(key).append('=').append(value);
        return this;
    }

    private static String escape(String value) {
        if (!value.isEmpty() && value.chars().noneMatch(StatusLine::mustBeQuoted)) {
            return value;
        }
        StringBuilder quoted = new StringBuilder("\"");
        value.chars().forEach(character -> {
            if (character == '"' || character == '\\') {
                quoted.append('\\').append((char) character);
            } else if (isControl(character)) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", character));
            } else {
                quoted.append((char) character);
            }
        });
        return quoted.append('"').toString();
    }

    private static boolean mustBeQuoted(int character) {
        return character == '"'
                || character == '\\'
                || character == '='
                || Character.isSpaceChar(character)
                || isControl(character);
    }

    /** Including line separators, which would split the line. */
    private static boolean isControl(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.LINE_SEPARATOR
                || Character.getType(character) == Character.PARAGRAPH_SEPARATOR;
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
