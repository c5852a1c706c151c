/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.math.BigInteger;
import java.util.random.RandomGenerator;

/** Generates increasing sequence numbers with gaps, as DynamoDB does. */
public final class SequenceNumbers {
    private static final int MAX_GAP = 1000;

    private final RandomGenerator random;
    private SequenceNumber last;

    /** Generates numbers greater than {@code floor}. */
    public SequenceNumbers(SequenceNumber floor, RandomGenerator random) {
        this.last = floor;
        this.random = random;
    }

    /**
     * Generates numbers with this many digits, starting at a power of ten. DynamoDB has 21 to 40 digits, Kinesis 56.
     */
    public static SequenceNumbers ofDigits(int digits, RandomGenerator random) {
        return new SequenceNumbers(new SequenceNumber(BigInteger.TEN.pow(digits - 1)), random);
    }

    public SequenceNumber next() {
        last = last.plus(1 + random.nextInt(MAX_GAP));
        return last;
    }

    /** Reserves {@code count} consecutive numbers and returns the first. */
    public SequenceNumber reserve(long count) {
        SequenceNumber first = next();
        last = first.plus(count - 1);
        return first;
    }
}
