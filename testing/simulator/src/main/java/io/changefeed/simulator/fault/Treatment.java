/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

import io.changefeed.simulator.protocol.ErrorType;
import java.time.Duration;
import java.util.Optional;

/**
 * What all the faults that befall a call make of it.
 *
 * @param refusal the error that it is answered with, unserved; empty when it is served
 * @param delay until it is served and answered
 * @param delivery how much of the answer comes through
 */
public record Treatment(Optional<ErrorType> refusal, Duration delay, Delivery delivery) {
    /** How much of an answer comes through. */
    public enum Delivery {
        WHOLE,
        /** The whole answer, once the faults are cleared. */
        HELD,
        /** The connection is cut in the middle of the body. */
        HALF,
        /** The connection is cut before the first byte. */
        NONE,
        /** The call is not even served; the connection stays. */
        NEVER
    }

    public static final Treatment ORDINARY = new Treatment(Optional.empty(), Duration.ZERO, Delivery.WHOLE);

    Treatment refused(ErrorType type) {
        return new Treatment(refusal.or(() -> Optional.of(type)), delay, delivery);
    }

    Treatment delayed(Duration time) {
        return new Treatment(refusal, delay.plus(time), delivery);
    }

    Treatment delivered(Delivery how) {
        return new Treatment(refusal, delay, how);
    }
}
