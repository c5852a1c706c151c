/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.fault;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import java.util.Optional;

/** What an error means for the changes that were to be written. Nothing of them was. */
public enum Fault {
    /** A value cannot be stored: the change that has it is rejected. */
    VALUE {
        @Override
        public DeliveryResult answer(int changes, String reason) {
            return one(changes, new EventResult.Rejected(reason), reason);
        }
    },
    /** Another row stands in the way, or one is missing, which may change: a unique index, a foreign key. */
    CONSTRAINT {
        @Override
        public DeliveryResult answer(int changes, String reason) {
            return one(changes, new EventResult.Retry(EventResult.Fault.EVENT, reason), reason);
        }
    },
    /** Another transaction was in the way. */
    CONFLICT {
        @Override
        public DeliveryResult answer(int changes, String reason) {
            return DeliveryResult.PerEvent.of(changes, new EventResult.Retry(EventResult.Fault.DESTINATION, reason));
        }
    },
    /** The database takes nothing for now. */
    UNAVAILABLE {
        @Override
        public DeliveryResult answer(int changes, String reason) {
            return new DeliveryResult.Unavailable(reason, Optional.empty());
        }
    },
    /** A person has to change something. */
    BROKEN {
        @Override
        public DeliveryResult answer(int changes, String reason) {
            return new DeliveryResult.Fatal(reason);
        }
    };

    /** Whether it is one of a change, and not of the database. */
    public boolean isOfChange() {
        return this == VALUE || this == CONSTRAINT;
    }

    /** What is answered to so many changes. */
    public abstract DeliveryResult answer(int changes, String reason);

    private static DeliveryResult one(int changes, EventResult outcome, String reason) {
        return changes == 1 ? DeliveryResult.PerEvent.of(1, outcome) : new DeliveryResult.Rejected(reason);
    }
}
