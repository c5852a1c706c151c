/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of an item's state, comparable as text: {@code <13-digit generation>-<64-digit sequence number>}.
 *
 * <p>Of two events of one item, the one with the greater order is the newer. DynamoDB's sequence numbers alone are no
 * version: those of a re-created table start low again, and a snapshot read has none. The generation, in milliseconds
 * since the epoch, rises when a table's stream is replaced and when a snapshot starts.
 *
 * <p>That sequence numbers rise along an item's changes, from a parent shard to its child too, is true of every stream
 * that we have seen; AWS does not promise it. This class is the only place that relies on it.
 */
public record Order(String text) implements Comparable<Order> {
    private static final Pattern FORM = Pattern.compile("[0-9]{13}-[0-9]{64}");
    private static final Pattern SEQUENCE_NUMBER = Pattern.compile("0*([0-9]{1,64})");

    /** @throws IllegalArgumentException when {@code text} has not the form above */
    public Order {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "not an order: '" + text + "'; expected 13 digits, a hyphen and 64 digits");
        }
    }

    /**
     * The order of a stream event.
     *
     * @param generation milliseconds since the epoch, at most 13 digits
     * @param sequenceNumber as DynamoDB gave it: decimal digits, at most 64 without leading zeros
     * @throws IllegalArgumentException when either is out of its range
     */
    public static Order of(long generation, String sequenceNumber) {
        if (generation < 0 || generation > 9_999_999_999_999L) {
            throw new IllegalArgumentException("not a generation: " + generation + "; expected at most 13 digits");
        }
        Matcher digits = SEQUENCE_NUMBER.matcher(sequenceNumber);
        if (!digits.matches()) {
            throw new IllegalArgumentException(
                    "not a sequence number: '" + sequenceNumber + "'; expected at most 64 decimal digits");
        }
        String significant = digits.group(1);
        return new Order(zeroPadded(Long.toString(generation), 13) + "-" + zeroPadded(significant, 64));
    }

    /** The order of a snapshot read: lower than that of every stream event of the same generation. */
    public static Order ofSnapshot(long generation) {
        return of(generation, "0");
    }

    private static String zeroPadded(String digits, int length) {
        return "0".repeat(length - digits.length()) + digits;
    }

    @Override
    public int compareTo(Order other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
