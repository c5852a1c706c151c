/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import java.math.BigDecimal;
import java.util.Optional;

/** Formats property values in readable units: {@code 604800000} of a {@code .ms} property is 7 days. */
final class Quantities {
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    /** Shorter times stay in milliseconds. */
    private static final long SHORTEST = 100;

    private Quantities() {}

    /** Formats a value in a larger unit; empty if the unit of the property is readable. */
    static Optional<String> of(String property, long value) {
        if (property.endsWith(".ms")) {
            return value < SHORTEST ? Optional.empty() : Optional.of(duration(value));
        }
        return property.endsWith(".bytes") && value >= KIB ? Optional.of(size(value)) : Optional.empty();
    }

    /** Formats a range in larger units; empty if the unit of the property is readable. */
    static Optional<String> ofRange(String property, long least, long most) {
        return of(property, most).map(end -> (property.endsWith(".ms") ? duration(least) : size(least)) + " to " + end);
    }

    private static String duration(long ms) {
        if (ms < SHORTEST) {
            return ms + " ms";
        }
        if (ms % DAY == 0) {
            return ms / DAY + (ms == DAY ? " day" : " days");
        }
        if (ms % HOUR == 0) {
            return ms / HOUR + " h";
        }
        return ms % MINUTE == 0 ? ms / MINUTE + " min" : decimal(ms, SECOND) + " s";
    }

    private static String size(long bytes) {
        if (bytes < KIB) {
            return bytes + (bytes == 1 ? " byte" : " bytes");
        }
        return bytes >= MIB ? decimal(bytes, MIB) + " MiB" : decimal(bytes, KIB) + " KiB";
    }

    /** The result is exact, because every divisor is a product of 2 and 5. */
    private static String decimal(long value, long unit) {
        return BigDecimal.valueOf(value)
                .divide(BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }
}
