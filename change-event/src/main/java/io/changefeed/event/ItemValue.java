/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.Collections.unmodifiableMap;
import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A typed value in a DynamoDB item, exactly as DynamoDB returned it.
 *
 * <p>Values are immutable. Maps keep the order of their entries for writing, but equality ignores it. {@link Object#equals}
 * also compares the notation of numbers and the order of sets; {@link #hasSameValueAs} does not.
 */
public sealed interface ItemValue {

    /** Calls the method of {@code fold} for the type of this value and returns its result. */
    <R> R fold(Fold<R> fold);

    /**
     * Returns the form that all values share that DynamoDB considers equal, at every depth: numbers without an exponent
     * and trailing zeros, sets sorted and without duplicates, the entries of maps sorted by name.
     */
    default ItemValue canonical() {
        return this;
    }

    /** Whether DynamoDB considers the values equal: 1 and 1.0 are equal, and the order of a set does not matter. */
    default boolean hasSameValueAs(ItemValue other) {
        return canonical().equals(other.canonical());
    }

    /** A string, possibly empty. */
    record S(String text) implements ItemValue {
        public S {
            requireNonNull(text);
        }

        @Override
        public <R> R fold(Fold<R> fold) {
            return fold.string(text);
        }
    }

    /**
     * A number as the decimal string that DynamoDB returned: up to 38 significant digits, magnitudes from 1E-130 to
     * 9.99…E+125 (Amazon DynamoDB Developer Guide, "Supported data types").
     */
    record N(String digits) implements ItemValue {
        /** @throws NumberFormatException if {@code digits} is not a decimal number */
        public N {
            if (!ExactNumbers.isShort(digits)) {
                toDecimal(digits);
            }
        }

        /** Returns the exact number. */
        public BigDecimal decimal() {
            return toDecimal(digits);
        }

        private static BigDecimal toDecimal(String digits) {
            try {
                return new BigDecimal(digits);
            } catch (NumberFormatException e) {
                // Without the text, which can be personal data.
                throw new NumberFormatException("not a decimal number");
            }
        }

        @Override
        public N canonical() {
            return new N(decimal().stripTrailingZeros().toPlainString());
        }

        @Override
        public <R> R fold(Fold<R> fold) {
            return fold.number(digits);
        }
    }

    /** Binary, possibly empty. */
    record B(ByteBuffer bytes) implements ItemValue {
        public B {
            bytes = copyOf(bytes);
        }

        public static B of(byte... bytes) {
            return new B(ByteBuffer.wrap(bytes));
        }

        /** Returns a read-only view with an independent position. */
        @Override
        public ByteBuffer bytes() {
            return bytes.duplicate();
        }

        @Override
        public <R> R fold(Fold<R> fold) {
            return fold.binary(bytes());
        }

        private static ByteBuffer copyOf(ByteBuffer source) {
            ByteBuffer copy = ByteBuffer.allocate(source.remaining());
            copy.put(source.duplicate()).flip();
            return copy.asReadOnlyBuffer();
        }
    }

    /** True or false. */
    record Bool(boolean value) implements ItemValue {
        @Override
        public <R> R fold(Fold<R> fold) {
            return fold.bool(value);
        }
    }

    /** DynamoDB's NULL. */
    record Null() implements ItemValue {
        @Override
        public <R> R fold(Fold<R> fold) {
            return fold.nul();
        }
    }

    /** A map of names to values of any type. */
    record M(Map<String, ItemValue> entries) implements ItemValue {
        public M {
            entries = unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public M canonical() {
            Map<String, ItemValue> sorted = new TreeMap<>(entries);
            sorted.replaceAll((name, value) -> value.canonical());
            return new M(sorted);
        }

        @Override
        public <R> R fold(Fold<R> fold) {
            return fold.map(entries);
        }
    }

    /** A list of values of any type. */
    record L(List<ItemValue> elements) implements ItemValue {
        public L {
            elements = List.copyOf(elements);
        }

        @Override
        public L canonical() {
            return new L(elements.stream().map(ItemValue::canonical).toList());
        }

        @Override
        public <R> R fold(Fold<R> fold) {
            return fold.list(elements);
        }
    }

    /** A set of strings, in the order in which DynamoDB returned it. */
    record SS(List<String> texts) implements ItemValue {
        public SS {
            texts = List.copyOf(texts);
        }

        @Override
        public SS canonical() {
            return new SS(texts.stream().distinct().sorted().toList());
        }

        @Override
        public <R> R fold(Fold<R> fold) {
            return fold.stringSet(texts);
        }
    }

    /** A set of numbers, in the order in which DynamoDB returned it. */
    record NS(List<N> numbers) implements ItemValue {
        public NS {
            numbers = List.copyOf(numbers);
        }

        @Override
        public NS canonical() {
            return new NS(numbers.stream()
                    .map(N::canonical)
                    .distinct()
                    .sorted(comparing(N::decimal))
                    .toList());
        }

        @Override
        public <R> R fold(Fold<R> fold) {
            return fold.numberSet(numbers);
        }
    }

    /** A set of binary values, in the order in which DynamoDB returned it. */
    record BS(List<B> binaries) implements ItemValue {
        public BS {
            binaries = List.copyOf(binaries);
        }

        @Override
        public BS canonical() {
            return new BS(
                    binaries.stream().distinct().sorted(comparing(B::bytes)).toList());
        }

        @Override
        public <R> R fold(Fold<R> fold) {
            return fold.binarySet(binaries);
        }
    }

    /** Converts a value, with one method for each type. */
    interface Fold<R> {
        R string(String text);

        R number(String digits);

        R binary(ByteBuffer bytes);

        R bool(boolean value);

        R nul();

        R map(Map<String, ItemValue> entries);

        R list(List<ItemValue> elements);

        R stringSet(List<String> texts);

        R numberSet(List<N> numbers);

        R binarySet(List<B> binaries);
    }
}
