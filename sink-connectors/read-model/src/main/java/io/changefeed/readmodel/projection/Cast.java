/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.row.ColumnType.Kind;
import io.changefeed.readmodel.row.Timestamps;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.DataException;

/**
 * The conversion of item values to the type of a column. It never loses information, except that times are truncated to
 * microseconds.
 *
 * @param epoch the unit of numbers that are times; empty if numbers are not converted to times
 */
public record Cast(ColumnType type, Optional<EpochUnit> epoch) {
    public static final String EXPECTED =
            "`string`, `integer`, `decimal(p,s)`, `double`, `boolean`, `timestamp`, `timestamp(s)`, `timestamp(ms)`,"
                    + " `json` or `binary`";

    private static final Pattern SYNTAX =
            Pattern.compile("(?<name>[a-z]+)(\\((?<first>[a-z0-9]+)(,\\s*(?<second>[0-9]+))?\\))?");

    /** The cast to a type, without the conversion of numbers to times. */
    public static Cast to(ColumnType type) {
        return new Cast(type, Optional.empty());
    }

    /**
     * Parses the value of the property {@code projection.column.<name>.cast}.
     *
     * @throws IllegalArgumentException if {@code text} is not one of {@link #EXPECTED}
     */
    public static Cast parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (matcher.matches()) {
            Optional<Cast> cast = of(
                    matcher.group("name"),
                    Optional.ofNullable(matcher.group("first")),
                    Optional.ofNullable(matcher.group("second")));
            if (cast.isPresent()) {
                return cast.get();
            }
        }
        throw new IllegalArgumentException("Expected " + EXPECTED + ".");
    }

    private static Optional<Cast> of(String name, Optional<String> first, Optional<String> second) {
        if (name.equals("decimal") && second.isPresent()) {
            return Optional.of(to(ColumnType.decimal(number(first), number(second))));
        }
        if (name.equals("timestamp") && second.isEmpty()) {
            ColumnType type = ColumnType.of(Kind.TIMESTAMP);
            return first.isEmpty()
                    ? Optional.of(to(type))
                    : EpochUnit.of(first.get()).map(unit -> new Cast(type, Optional.of(unit)));
        }
        return first.isPresent()
                ? Optional.empty()
                : kindWithoutParameters(name).map(kind -> to(ColumnType.of(kind)));
    }

    private static Optional<Kind> kindWithoutParameters(String name) {
        return switch (name) {
            case "string", "integer", "double", "boolean", "json", "binary" ->
                Optional.of(Kind.valueOf(name.toUpperCase(Locale.ROOT)));
            default -> Optional.empty();
        };
    }

    private static int number(Optional<String> digits) {
        return digits.filter(text -> text.matches("[0-9]{1,3}"))
                .map(Integer::parseInt)
                .orElse(-1);
    }

    /**
     * Converts a value.
     *
     * @throws IllegalArgumentException if the value cannot be converted; the message gives the reason
     */
    ItemValue apply(ItemValue value) {
        return switch (type.kind()) {
            case ANY -> value;
            case STRING -> value instanceof ItemValue.S ? value : new ItemValue.S(ScalarCasts.text(value));
            case INTEGER -> NumberCasts.isShortInteger(value) ? value : NumberCasts.integer(ScalarCasts.decimal(value));
            case DECIMAL -> NumberCasts.decimal(ScalarCasts.decimal(value), type);
            case DOUBLE -> NumberCasts.floating(ScalarCasts.decimal(value));
            case BOOLEAN -> ScalarCasts.bool(value);
            case TIMESTAMP -> new ItemValue.S(Timestamps.format(TimeCasts.instant(value, epoch)));
            case JSON -> new ItemValue.S(ValueRenderer.json(ItemFormat.JSON, value));
            case BINARY -> ScalarCasts.binary(value);
        };
    }

    /**
     * Parses a value from a property: Base64 for binary columns, JSON for JSON columns.
     *
     * @throws IllegalArgumentException if the text is not a value of this type
     */
    public ItemValue parseValue(String text) {
        return switch (type.kind()) {
            case JSON -> {
                parseJson(text);
                yield new ItemValue.S(text);
            }
            case BINARY -> ScalarCasts.parseBase64(text);
            default -> apply(new ItemValue.S(text));
        };
    }

    /**
     * Parses a value as {@link #parseValue} does, but does not convert it to the type of the column.
     *
     * @throws IllegalArgumentException if the text is not a value of this type
     */
    public ItemValue parseSource(String text) {
        return switch (type.kind()) {
            case JSON -> parseJson(text);
            case BINARY -> ScalarCasts.parseBase64(text);
            default -> new ItemValue.S(text);
        };
    }

    private static ItemValue parseJson(String text) {
        try {
            Item item = ItemFormat.JSON.json().item("{\"v\":" + text + "}");
            if (item.attributes().size() == 1) {
                return item.attributes().values().iterator().next();
            }
        } catch (DataException e) {
            throw new IllegalArgumentException("Invalid JSON: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("Invalid JSON.");
    }

    /**
     * Whether different values of one DynamoDB type remain different, except where {@link #isInjectiveFor} is false.
     */
    boolean isInjective() {
        return switch (type.kind()) {
            case ANY, STRING, INTEGER, DECIMAL, BINARY -> true;
            case DOUBLE, BOOLEAN, TIMESTAMP, JSON -> false;
        };
    }

    /** Whether no other value of the same DynamoDB type is converted to the same result as this value. */
    boolean isInjectiveFor(ItemValue value) {
        return !isToNumber() || !(value instanceof ItemValue.S text) || ScalarCasts.isCanonicalNumber(text.text());
    }

    /** Whether values become numbers of which different texts can be equal. */
    boolean isToNumber() {
        return type.kind() == Kind.INTEGER || type.kind() == Kind.DECIMAL;
    }

    /** Whether a NULL attribute is stored as a value instead of being treated as missing. */
    boolean keepsNull() {
        return type.kind() == Kind.ANY;
    }

    /** Whether columns of this type are allowed in a row key. */
    public boolean isAllowedInKey() {
        return switch (type.kind()) {
            case ANY, STRING, INTEGER, DECIMAL, TIMESTAMP, BINARY -> true;
            case DOUBLE, BOOLEAN, JSON -> false;
        };
    }

    /** The unit of a number that is a time since the epoch. */
    public enum EpochUnit {
        SECONDS("s", 0),
        MILLISECONDS("ms", 3);

        private final String text;
        private final int digits;

        EpochUnit(String text, int digits) {
            this.text = text;
            this.digits = digits;
        }

        static Optional<EpochUnit> of(String text) {
            for (EpochUnit unit : values()) {
                if (unit.text.equals(text)) {
                    return Optional.of(unit);
                }
            }
            return Optional.empty();
        }

        BigDecimal seconds(BigDecimal count) {
            return count.scaleByPowerOfTen(-digits);
        }
    }
}
