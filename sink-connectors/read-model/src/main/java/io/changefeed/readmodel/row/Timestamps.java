/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats times as values of {@link ColumnType.Kind#TIMESTAMP}. */
public final class Timestamps {
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** For example {@code 2026-11-21T09:30:00.000000Z}; truncated to microseconds. */
    public static String format(Instant time) {
        return MICROSECONDS.format(time);
    }
}
