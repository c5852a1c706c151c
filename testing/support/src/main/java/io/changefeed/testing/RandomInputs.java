/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Random inputs of a property test. {@link #check} runs a property with many of them; a failure names the seed, and
 * {@code -Dchangefeed.seed=<seed>} runs the property with that seed alone.
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
     * Runs a property.
     *
     * @param cases how many inputs it is run with
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

    /** The generator itself, for code that takes one. */
    public Random random() {
        return random;
    }

    public boolean bool() {
        return random.nextBoolean();
    }

    /** Whether something happens that happens once in {@code times}. */
    public boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** Both bounds included. */
    public int integer(int min, int max) {
        return Math.toIntExact(integer((long) min, max));
    }

    /** Both bounds included; the bounds themselves come more often than others. */
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

    /** One of several ways to make a value. */
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

    /** Those of the elements that chance takes, in their order. */
    public <T> List<T> someOf(Collection<T> elements) {
        return elements.stream().filter(element -> random.nextBoolean()).toList();
    }

    /** A text of the given characters. */
    public String text(String characters, int minLength, int maxLength) {
        int length = integer(minLength, maxLength);
        StringBuilder text = new StringBuilder(length);
        for (int number = 0; number < length; number++) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    /** A text of any characters that Unicode has, special ones more often than others; no lone surrogates. */
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
