/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

/** What became of one event at the destination. Reasons are told to people and hold no secrets. */
public sealed interface Outcome {
    /** The destination holds it. */
    record Delivered() implements Outcome {}

    /** The destination held this event or a newer one of its item already. */
    record Stale() implements Outcome {}

    /**
     * It was not taken now and may be later. The others of its item wait for it.
     *
     * @param fault whose it is: of the event, until {@code retry.timeout.ms}; of the destination, until it is taken
     */
    record Retry(Fault fault, String reason) implements Outcome {}

    /** It cannot be taken, ever: it goes to the dead letters with the reason. */
    record Rejected(String reason) implements Outcome {}

    /** Whose fault it is that an event was not taken. */
    enum Fault {
        EVENT,
        DESTINATION
    }
}
