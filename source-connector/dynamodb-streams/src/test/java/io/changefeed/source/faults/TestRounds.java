/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/** The number of runs of a test, each with a different seed. */
public final class TestRounds {
    /** The name of the method {@link #seeds}, for {@code @MethodSource}. */
    static final String SEEDS = "io.changefeed.source.faults.TestRounds#seeds";

    /** The name of the method {@link #areMany}, for {@code @EnabledIf}. */
    static final String ARE_MANY = "io.changefeed.source.faults.TestRounds#areMany";

    private static final int ROUNDS = Integer.getInteger("faults.rounds", 1);

    /** Whether the tests run with more data: more than one round is requested. */
    public static final boolean MANY = ROUNDS > 1;

    private static final Optional<Long> SEED = Optional.ofNullable(Long.getLong("faults.seed"));

    private TestRounds() {}

    static boolean areMany() {
        return MANY;
    }

    static LongStream seeds() {
        return SEED.map(LongStream::of).orElseGet(() -> new Random().longs(ROUNDS, 0, Integer.MAX_VALUE));
    }
}
