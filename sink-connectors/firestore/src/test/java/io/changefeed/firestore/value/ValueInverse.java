/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import com.google.firestore.v1.Value;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Converts Firestore fields back to plain Java values, and items to the plain Java values that are expected: sets as
 * lists, and numbers that Firestore cannot represent as strings.
 */
public final class ValueInverse {
    private ValueInverse() {}

    /** Converts the fields of a document. */
    public static Map<String, Object> fields(Map<String, Value> fields) {
        Map<String, Object> attributes = new HashMap<>();
        fields.forEach((name, value) -> attributes.put(name(name), value(value)));
        return attributes;
    }

    static Object value(Value value) {
        return switch (value.getValueTypeCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INTEGER_VALUE -> BigDecimal.valueOf(value.getIntegerValue());
            case DOUBLE_VALUE -> shortest(value.getDoubleValue()).stripTrailingZeros();
            case BYTES_VALUE -> value.getBytesValue().asReadOnlyByteBuffer();
            case BOOLEAN_VALUE -> value.getBooleanValue();
            case NULL_VALUE -> new ItemValue.Null();
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(ValueInverse::value)
                        .toList();
            case MAP_VALUE -> map(value.getMapValue().getFieldsMap());
            default -> throw new AssertionError("Unexpected value: " + value);
        };
    }

    private static Object map(Map<String, Value> fields) {
        Value array = fields.get("%array");
        return array == null ? fields(fields) : value(array);
    }

    private static String name(String field) {
        if (field.equals("%")) {
            return "";
        }
        return field.startsWith("%25") ? field.replaceFirst("%25", "%") : field.replaceFirst("^%5F_", "__");
    }

    /** Finds the shortest decimal with the same double by trying 1 to 17 digits. */
    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < 17; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == number) {
                return rounded;
            }
        }
        return exact.round(new MathContext(17, RoundingMode.HALF_EVEN));
    }

    /** Converts an item, with {@code number.mode=precise}. */
    public static Map<String, Object> expected(Item item) {
        return expected(item.attributes());
    }

    private static Map<String, Object> expected(Map<String, ItemValue> attributes) {
        Map<String, Object> expected = new HashMap<>();
        attributes.forEach((name, value) -> expected.put(name, expected(value)));
        return expected;
    }

    static Object expected(ItemValue value) {
        return value.fold(new Expected());
    }

    private static final class Expected implements ItemValue.Fold<Object> {
        @Override
        public Object string(String text) {
            return text;
        }

        @Override
        public Object number(String digits) {
            BigDecimal number = new BigDecimal(digits);
            boolean isLong = number.stripTrailingZeros().scale() <= 0
                    && number.abs().compareTo(new BigDecimal("1E19")) < 0
                    && number.toBigInteger().bitLength() <= 63;
            if (isLong) {
                return BigDecimal.valueOf(number.longValueExact());
            }
            double nearest = number.doubleValue();
            boolean isDouble = Double.isFinite(nearest) && shortest(nearest).compareTo(number) == 0;
            return isDouble ? number.stripTrailingZeros() : digits;
        }

        @Override
        public Object binary(ByteBuffer bytes) {
            return bytes;
        }

        @Override
        public Object bool(boolean value) {
            return value;
        }

        @Override
        public Object nul() {
            return new ItemValue.Null();
        }

        @Override
        public Object map(Map<String, ItemValue> entries) {
            return expected(entries);
        }

        @Override
        public Object list(List<ItemValue> elements) {
            return elements.stream().map(each -> each.fold(this)).toList();
        }

        @Override
        public Object stringSet(List<String> texts) {
            return List.copyOf(texts);
        }

        @Override
        public Object numberSet(List<ItemValue.N> numbers) {
            return list(new ArrayList<>(numbers));
        }

        @Override
        public Object binarySet(List<ItemValue.B> binaries) {
            return list(new ArrayList<>(binaries));
        }
    }
}
