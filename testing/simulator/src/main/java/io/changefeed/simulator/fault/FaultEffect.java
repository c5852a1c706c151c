/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

import io.changefeed.simulator.protocol.ErrorType;
import java.time.Duration;
import java.util.Optional;

/**
 * The combined effect of all faults that apply to a call.
 *
 * @param error the error that is sent instead of serving the call; empty if the call is served
 * @param delay the delay of the call and its response
 * @param delivery how much of the response is sent
 */
public record FaultEffect(Optional<ErrorType> error, Duration delay, Delivery delivery) {
    /** How much of a response is sent. */
    public enum Delivery {
        WHOLE,
        /** The whole response, once the faults are cleared. */
        HELD,
        /** The connection is cut in the middle of the body. */
        HALF,
        /** The connection is cut before the first byte. */
        NONE,
        /** The call is not served; the connection stays open. */
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
