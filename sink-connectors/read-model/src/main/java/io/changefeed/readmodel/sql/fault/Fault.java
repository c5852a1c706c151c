/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.fault;

import io.changefeed.delivery.Answer;
import io.changefeed.delivery.Outcome;
import java.util.Optional;

/** What an error means for the changes that were to be written. Nothing of them was. */
public enum Fault {
    /** A value cannot be stored: the change that has it is rejected. */
    VALUE {
        @Override
        public Answer answer(int changes, String reason) {
            return one(changes, new Outcome.Rejected(reason), reason);
        }
    },
    /** Another row stands in the way, or one is missing, which may change: a unique index, a foreign key. */
    CONSTRAINT {
        @Override
        public Answer answer(int changes, String reason) {
            return one(changes, new Outcome.Retry(Outcome.Fault.EVENT, reason), reason);
        }
    },
    /** Another transaction was in the way. */
    CONFLICT {
        @Override
        public Answer answer(int changes, String reason) {
            return Answer.Each.of(changes, new Outcome.Retry(Outcome.Fault.DESTINATION, reason));
        }
    },
    /** The database takes nothing for now. */
    UNAVAILABLE {
        @Override
        public Answer answer(int changes, String reason) {
            return new Answer.Unavailable(reason, Optional.empty());
        }
    },
    /** A person has to change something. */
    BROKEN {
        @Override
        public Answer answer(int changes, String reason) {
            return new Answer.Broken(reason);
        }
    };

    /** Whether it is one of a change, and not of the database. */
    public boolean isOfChange() {
        return this == VALUE || this == CONSTRAINT;
    }

    /** What is answered to so many changes. */
    public abstract Answer answer(int changes, String reason);

    private static Answer one(int changes, Outcome outcome, String reason) {
        return changes == 1 ? Answer.Each.of(1, outcome) : new Answer.Refused(reason);
    }
}
