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
 * How the values of a column are made. Nothing is rounded or cut but a time finer than a microsecond.
 *
 * @param epoch in which unit a number is a time; empty where none is
 */
public record Cast(ColumnType type, Optional<EpochUnit> epoch) {
    public static final String EXPECTED =
            "`string`, `integer`, `decimal(p,s)`, `double`, `boolean`, `timestamp`, `timestamp(s)`, `timestamp(ms)`, `json`"
                    + " or `binary`";

    private static final Pattern FORM =
            Pattern.compile("(?<name>[a-z]+)(\\((?<first>[a-z0-9]+)(,\\s*(?<second>[0-9]+))?\\))?");

    /** The cast to a type, where no number is a time. */
    public static Cast to(ColumnType type) {
        return new Cast(type, Optional.empty());
    }

    /**
     * Reads a cast.
     *
     * @throws IllegalArgumentException when {@code text} is none of {@link #EXPECTED}
     */
    public static Cast parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (form.matches()) {
            Optional<Cast> cast = named(
                    form.group("name"),
                    Optional.ofNullable(form.group("first")),
                    Optional.ofNullable(form.group("second")));
            if (cast.isPresent()) {
                return cast.get();
            }
        }
        throw new IllegalArgumentException("Expected " + EXPECTED + ".");
    }

    private static Optional<Cast> named(String name, Optional<String> first, Optional<String> second) {
        if (name.equals("decimal") && second.isPresent()) {
            return Optional.of(to(ColumnType.decimal(number(first), number(second))));
        }
        if (name.equals("timestamp") && second.isEmpty()) {
            ColumnType type = ColumnType.of(Kind.TIMESTAMP);
            return first.isEmpty()
                    ? Optional.of(to(type))
                    : EpochUnit.of(first.get()).map(unit -> new Cast(type, Optional.of(unit)));
        }
        return first.isPresent() ? Optional.empty() : plain(name).map(kind -> to(ColumnType.of(kind)));
    }

    private static Optional<Kind> plain(String name) {
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
     * The value in the column's form.
     *
     * @throws IllegalArgumentException when the value has no such form; the message says why
     */
    ItemValue of(ItemValue value) {
        return switch (type.kind()) {
            case ANY -> value;
            case STRING -> new ItemValue.S(Scalars.text(value));
            case INTEGER -> Numbers.integer(Scalars.decimal(value));
            case DECIMAL -> Numbers.decimal(Scalars.decimal(value), type);
            case DOUBLE -> Numbers.floating(Scalars.decimal(value));
            case BOOLEAN -> Scalars.bool(value);
            case TIMESTAMP -> new ItemValue.S(Timestamps.text(Times.instant(value, epoch)));
            case JSON -> new ItemValue.S(ValueText.json(ItemFormat.JSON, value));
            case BINARY -> Scalars.binary(value);
        };
    }

    /**
     * The value that a property's text gives: Base64 for binary, a JSON text for JSON.
     *
     * @throws IllegalArgumentException when the text has no such value
     */
    public ItemValue ofText(String text) {
        return switch (type.kind()) {
            case JSON -> new ItemValue.S(requireJson(text));
            case BINARY -> Scalars.ofBase64(text);
            default -> of(new ItemValue.S(text));
        };
    }

    private static String requireJson(String text) {
        try {
            Item item = ItemFormat.JSON.json().item("{\"v\":" + text + "}");
            if (item.attributes().size() == 1) {
                return text;
            }
        } catch (DataException e) {
            throw new IllegalArgumentException("this is no JSON: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("this is no JSON");
    }

    /** Whether different values of one DynamoDB type stay different, those apart that {@link #keepsApart} tells. */
    boolean isInjective() {
        return switch (type.kind()) {
            case ANY, STRING, INTEGER, DECIMAL, BINARY -> true;
            case DOUBLE, BOOLEAN, TIMESTAMP, JSON -> false;
        };
    }

    /** Whether a value is the only one of its DynamoDB type that this cast makes what it makes of it. */
    boolean keepsApart(ItemValue value) {
        boolean isNumber = type.kind() == Kind.INTEGER || type.kind() == Kind.DECIMAL;
        return !isNumber || !(value instanceof ItemValue.S text) || Scalars.isPlain(text.text());
    }

    /** Whether a NULL of the item is a value of the column, and not the lack of one. */
    boolean keepsNull() {
        return type.kind() == Kind.ANY;
    }

    /** Whether a column of a key can have such values. */
    public boolean isForKeys() {
        return switch (type.kind()) {
            case ANY, STRING, INTEGER, DECIMAL, TIMESTAMP, BINARY -> true;
            case DOUBLE, BOOLEAN, JSON -> false;
        };
    }

    /** In which unit a number counts the time since the epoch. */
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
