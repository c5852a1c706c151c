/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

import io.changefeed.simulator.protocol.ErrorType;
import java.time.Duration;
import java.util.Optional;

/**
 * What all the faults that applyTo a call make of it.
 *
 * @param error the error that is sent instead of serving the call; empty when the call is served
 * @param delay until it is served and answered
 * @param delivery how much of the response comes through
 */
public record FaultEffect(Optional<ErrorType> error, Duration delay, Delivery delivery) {
    /** How much of a response comes through. */
    public enum Delivery {
        WHOLE,
        /** The whole response, once the faults are cleared. */
        HELD,
        /** The connection is cut in the middle of the body. */
        HALF,
        /** The connection is cut before the first byte. */
        NONE,
        /** The call is not even served; the connection stays. */
        NEVER
    }

    public static final FaultEffect NO_FAULT = new FaultEffect(Optional.empty(), Duration.ZERO, Delivery.WHOLE);

    FaultEffect withError(ErrorType type) {
        return new FaultEffect(error.or(() -> Optional.of(type)), delay, delivery);
    }

    FaultEffect withDelay(Duration time) {
        return new FaultEffect(error, delay.plus(time), delivery);
    }

    FaultEffect withDelivery(Delivery how) {
        return new FaultEffect(error, delay, how);
    }
}
