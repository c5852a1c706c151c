/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.projection.Cast.EpochUnit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Conversions of values to times. */
final class TimeCasts {
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.][0-9]+)?");
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
    private static final BigDecimal FIRST_SECOND = BigDecimal.valueOf(FIRST.getEpochSecond());
    private static final BigDecimal END_SECOND = BigDecimal.valueOf(END.getEpochSecond());

    private TimeCasts() {}

    /** @throws IllegalArgumentException if the value is not a time between the years 0 and 9999 */
    static Instant instant(ItemValue value, Optional<EpochUnit> epoch) {
        if (value instanceof ItemValue.N number) {
            return ofEpoch(number.decimal(), epoch);
        }
        if (value instanceof ItemValue.S text) {
            String stripped = text.text().strip();
            return epoch.isPresent() && NUMBER.matcher(stripped).matches()
                    ? ofEpoch(new BigDecimal(stripped), epoch)
                    : ofText(stripped);
        }
        throw new IllegalArgumentException("neither a number nor a string");
    }

    private static Instant ofEpoch(BigDecimal count, Optional<EpochUnit> epoch) {
        BigDecimal seconds = epoch.orElseThrow(
                        () -> new IllegalArgumentException("numbers require the cast timestamp(s) or timestamp(ms)"))
                .seconds(count);
        // The range is checked before the digits are expanded: 1E+999999 has a million of them.
        if (seconds.compareTo(FIRST_SECOND) < 0 || seconds.compareTo(END_SECOND) >= 0) {
            throw outOfRange();
        }
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        long nanos = seconds.subtract(whole).movePointRight(9).longValue();
        return Instant.ofEpochSecond(whole.longValueExact(), nanos);
    }

    private static Instant ofText(String text) {
        try {
            return requireYear(
                    DATE.matcher(text).matches()
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "not a time; expected ISO 8601 with an offset, for example 2026-11-21T09:30:00Z", e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a time: " + e.getMessage(), e);
        }
    }

    private static Instant requireYear(Instant time) {
        if (time.isBefore(FIRST) || !time.isBefore(END)) {
            throw outOfRange();
        }
        return time;
    }

    private static IllegalArgumentException outOfRange() {
        return new IllegalArgumentException("the year is not between 0 and 9999");
    }
}
