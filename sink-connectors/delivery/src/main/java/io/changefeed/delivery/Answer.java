/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a destination answers to an attempt to deliver events. Reasons are told to people and hold no secrets. */
public sealed interface Answer {
    /** Each event has an outcome of its own, in the order of the events. */
    record Each(List<Outcome> outcomes) implements Answer {
        public Each {
            outcomes = List.copyOf(outcomes);
        }

        /** The same outcome for {@code events} events. */
        public static Each of(int events, Outcome outcome) {
            return new Each(Collections.nCopies(events, outcome));
        }
    }

    /**
     * None of the events was taken, for a fault of at least one of them; it is not known which. They are delivered in
     * halves, down to the one that is at fault, which is rejected.
     */
    record Refused(String reason) implements Answer {}

    /**
     * None of the events was taken, or it is not known whether, for a fault of the destination that passes: the same
     * events are delivered again until they are taken.
     *
     * @param pause how long the destination asked not to be called at all; empty when it did not
     */
    record Unavailable(String reason, Optional<Duration> pause) implements Answer {}

    /** The destination takes nothing until a person has mended something: the task fails with the reason. */
    record Broken(String reason) implements Answer {}
}
