/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import io.changefeed.simulator.protocol.ServiceException;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** Where a record stands in its stream. Numbers without leading zeros; compare them as numbers, never as text. */
public record SequenceNumber(BigInteger value) implements Comparable<SequenceNumber> {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,64}");

    /**
     * Reads a number as a client gives it.
     *
     * @throws ServiceException (validation) when {@code text} is not 1 to 64 decimal digits
     */
    public static SequenceNumber parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw ServiceException.invalid("Invalid SequenceNumber: " + text);
        }
        return new SequenceNumber(new BigInteger(text));
    }

    public SequenceNumber plus(long distance) {
        return new SequenceNumber(value.add(BigInteger.valueOf(distance)));
    }

    @Override
    public int compareTo(SequenceNumber other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
