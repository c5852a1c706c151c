/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.changefeed.simulator.fault.Treatment.Delivery;
import io.changefeed.simulator.protocol.ErrorType;
import java.time.Duration;

/** What befalls a call. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Fault.Refuse.class, name = "refuse"),
    @JsonSubTypes.Type(value = Fault.Delay.class, name = "delay"),
    @JsonSubTypes.Type(value = Fault.Hang.class, name = "hang"),
    @JsonSubTypes.Type(value = Fault.Hold.class, name = "hold"),
    @JsonSubTypes.Type(value = Fault.Cut.class, name = "cut")
})
public sealed interface Fault {
    /** It is answered with an error and not served. */
    record Refuse(ErrorType type) implements Fault {
        @Override
        public Treatment befall(Treatment call) {
            return call.refused(type);
        }
    }

    /** It is served and answered so much later. */
    record Delay(Duration time) implements Fault {
        @Override
        public Treatment befall(Treatment call) {
            return call.delayed(time);
        }
    }

    /** It is neither served nor answered, until the simulator lets go of it by cutting the connection. */
    record Hang() implements Fault {
        @Override
        public Treatment befall(Treatment call) {
            return call.delivered(Delivery.NEVER);
        }
    }

    /** It is served at once, and its answer is held until the faults are cleared. */
    record Hold() implements Fault {
        @Override
        public Treatment befall(Treatment call) {
            return call.delivered(Delivery.HELD);
        }
    }

    /** It is served, and the connection is cut in the middle of the answer, or before it. */
    record Cut(boolean afterHalf) implements Fault {
        @Override
        public Treatment befall(Treatment call) {
            return call.delivered(afterHalf ? Delivery.HALF : Delivery.NONE);
        }
    }

    /** What it makes of a call that other faults may have befallen before. */
    Treatment befall(Treatment call);

    static Fault refuse(ErrorType type) {
        return new Refuse(type);
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
