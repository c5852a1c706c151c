/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import io.changefeed.simulator.protocol.ServiceException;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** The position of a record in its stream. Sequence numbers are compared as numbers, never as text. */
public record SequenceNumber(BigInteger value) implements Comparable<SequenceNumber> {
    private static final Pattern FORMAT = Pattern.compile("[0-9]{1,64}");

    /**
     * Parses a sequence number of a request.
     *
     * @throws ServiceException (validation) if {@code text} is not 1 to 64 decimal digits
     */
    public static SequenceNumber parse(String text) {
        if (!FORMAT.matcher(text).matches()) {
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
