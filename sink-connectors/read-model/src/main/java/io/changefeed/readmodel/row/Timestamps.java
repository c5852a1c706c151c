/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times in the form of {@link ColumnType.Kind#TIMESTAMP}. */
public final class Timestamps {
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** As {@code 2026-11-21T09:30:00.000000Z}; what is finer than a microsecond is cut. */
    public static String text(Instant time) {
        return MICROSECONDS.format(time);
    }
}
