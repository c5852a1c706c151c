/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.changefeed.simulator.fault.FaultEffect.Delivery;
import io.changefeed.simulator.protocol.ErrorType;
import java.time.Duration;

/** A fault of a call. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Fault.ErrorResponse.class, name = "error"),
    @JsonSubTypes.Type(value = Fault.Delay.class, name = "delay"),
    @JsonSubTypes.Type(value = Fault.Hang.class, name = "hang"),
    @JsonSubTypes.Type(value = Fault.Hold.class, name = "hold"),
    @JsonSubTypes.Type(value = Fault.Cut.class, name = "cut")
})
public sealed interface Fault {
    /** An error response; the call is not served. */
    record ErrorResponse(ErrorType type) implements Fault {
        @Override
        public FaultEffect applyTo(FaultEffect effect) {
            return effect.withError(type);
        }
    }

    /** The call is served and its response sent after this time. */
    record Delay(Duration time) implements Fault {
        @Override
        public FaultEffect applyTo(FaultEffect effect) {
            return effect.withDelay(time);
        }
    }

    /** The call is not served and gets no response. Its connection is cut when the faults are cleared. */
    record Hang() implements Fault {
        @Override
        public FaultEffect applyTo(FaultEffect effect) {
            return effect.withDelivery(Delivery.NEVER);
        }
    }

    /** The call is served immediately, and its response is held until the faults are cleared. */
    record Hold() implements Fault {
        @Override
        public FaultEffect applyTo(FaultEffect effect) {
            return effect.withDelivery(Delivery.HELD);
        }
    }

    /** The call is served, and the connection is cut before the response or in the middle of it. */
    record Cut(boolean afterHalf) implements Fault {
        @Override
        public FaultEffect applyTo(FaultEffect effect) {
            return effect.withDelivery(afterHalf ? Delivery.HALF : Delivery.NONE);
        }
    }

    /** Adds this fault to the effect of the faults that apply before it. */
    FaultEffect applyTo(FaultEffect effect);

    static Fault error(ErrorType type) {
        return new ErrorResponse(type);
    }

    static Fault delay(Duration time) {
        return new Delay(time);
    }

    static Fault hang() {
        return new Hang();
    }

    static Fault hold() {
        return new Hold();
    }

    static Fault cut() {
        return new Cut(false);
    }

    static Fault cutHalfWay() {
        return new Cut(true);
    }
}
