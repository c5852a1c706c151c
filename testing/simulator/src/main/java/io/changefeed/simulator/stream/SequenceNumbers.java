/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.math.BigInteger;
import java.util.random.RandomGenerator;

/** Hands out rising sequence numbers with gaps between them, as DynamoDB does. */
public final class SequenceNumbers {
    private static final int WIDEST_GAP = 1000;

    private final RandomGenerator random;
    private SequenceNumber last;

    /** Numbers above {@code floor}. */
    public SequenceNumbers(SequenceNumber floor, RandomGenerator random) {
        this.last = floor;
        this.random = random;
    }

    /** Numbers of this many digits, from 1 followed by zeros upwards. DynamoDB's have 21 to 40, Kinesis's 56. */
    public static SequenceNumbers ofDigits(int digits, RandomGenerator random) {
        return new SequenceNumbers(new SequenceNumber(BigInteger.TEN.pow(digits - 1)), random);
    }

    public SequenceNumber next() {
        last = last.plus(1 + random.nextInt(WIDEST_GAP));
        return last;
    }

    /** Takes {@code count} consecutive numbers and returns the first. */
    public SequenceNumber reserve(long count) {
        SequenceNumber first = next();
        last = first.plus(count - 1);
        return first;
    }
}
