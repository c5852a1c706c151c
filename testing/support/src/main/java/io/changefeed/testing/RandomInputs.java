/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Generates random inputs for property tests. {@link #check} checks a property with many inputs. A failure reports the
 * seed, and {@code -Dchangefeed.seed=<seed>} repeats the check with only this seed.
 */
public final class RandomInputs {
    /** Characters that are often mishandled: separators, quotes, controls, combining marks, surrogate pairs. */
    private static final String SPECIAL =
            "\u0000\t\n\r \"'`\\/.,:;|&<>{}[]()%$#@!?*+-=_~^\u00e9\u0301\u200b\ufeff\uffff";

    private static final String SEED = "changefeed.seed";

    private final Random random;

    public RandomInputs(long seed) {
        random = new Random(seed);
    }

    /** A statement that holds for every input. */
    @FunctionalInterface
    public interface Property {
        void check(RandomInputs inputs) throws Exception;
    }

    /**
     * Checks a property.
     *
     * @param cases the number of inputs
     * @throws AssertionError on the first input that violates the property, with its seed in the message
     */
    public static void check(int cases, Property property) {
        Long given = Long.getLong(SEED);
        if (given != null) {
            check(property, given);
            return;
        }
        Random seeds = new Random();
        for (int number = 0; number < cases; number++) {
            check(property, seeds.nextLong());
        }
    }

    private static void check(Property property, long seed) {
        try {
            property.check(new RandomInputs(seed));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("Failed with -D" + SEED + "=" + seed + ": " + e.getMessage(), e);
        }
    }

    /** Returns the random number generator. */
    public Random random() {
        return random;
    }

    public boolean bool() {
        return random.nextBoolean();
    }

    /** Returns true with a probability of 1 in {@code times}. */
    public boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** Returns an integer; both bounds are included. */
    public int integer(int min, int max) {
        return Math.toIntExact(integer((long) min, max));
    }

    /** Returns an integer; both bounds are included and occur more often than other values. */
    public long integer(long min, long max) {
        if (oneIn(20)) {
            return random.nextBoolean() ? min : max;
        }
        return max == Long.MAX_VALUE
                ? random.longs(1, min, max).sum()
                : random.longs(1, min, max + 1).sum();
    }

    public byte[] bytes(int minLength, int maxLength) {
        byte[] bytes = new byte[integer(minLength, maxLength)];
        random.nextBytes(bytes);
        return bytes;
    }

    @SafeVarargs
    public final <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }

    public <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Returns the result of one of the suppliers. */
    @SafeVarargs
    public final <T> T choose(Supplier<? extends T>... ways) {
        return ways[random.nextInt(ways.length)].get();
    }

    public <T> Optional<T> optional(Supplier<T> value) {
        return oneIn(4) ? Optional.empty() : Optional.of(value.get());
    }

    public <T> List<T> list(int minSize, int maxSize, Supplier<T> element) {
        int size = integer(minSize, maxSize);
        List<T> list = new ArrayList<>(size);
        for (int number = 0; number < size; number++) {
            list.add(element.get());
        }
        return list;
    }

    /** Returns a random subset of the elements, in their order. */
    public <T> List<T> someOf(Collection<T> elements) {
        return elements.stream().filter(element -> random.nextBoolean()).toList();
    }

    /** Returns a text of the given characters. */
    public String text(String characters, int minLength, int maxLength) {
        int length = integer(minLength, maxLength);
        StringBuilder text = new StringBuilder(length);
        for (int number = 0; number < length; number++) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    /** Returns a text of any Unicode characters except lone surrogates; special characters occur more often. */
    public String text(int minLength, int maxLength) {
        int length = integer(minLength, maxLength);
        StringBuilder text = new StringBuilder(length);
        for (int number = 0; number < length; number++) {
            text.appendCodePoint(codePoint());
        }
        return text.toString();
    }

    private int codePoint() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> 'a' + random.nextInt(26);
            case 4 -> '0' + random.nextInt(10);
            case 5, 6 -> SPECIAL.charAt(random.nextInt(SPECIAL.length()));
            default -> {
                int codePoint = random.nextInt(Character.MAX_CODE_POINT + 1);
                yield Character.MIN_SURROGATE <= codePoint && codePoint <= Character.MAX_SURROGATE ? 'x' : codePoint;
            }
        };
    }
}
