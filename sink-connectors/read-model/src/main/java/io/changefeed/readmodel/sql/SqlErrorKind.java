/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;

/** The kind of an error of a transaction, none of whose changes was written. */
enum SqlErrorKind {
    /** A value cannot be stored. The change that contains it is rejected. */
    VALUE {
        @Override
        DeliveryResult resultOf(int changes, String reason) {
            return resultOfOne(changes, new EventResult.Rejected(reason), reason);
        }
    },
    /** A unique index or a foreign key is violated, which can change with other rows. */
    CONSTRAINT {
        @Override
        DeliveryResult resultOf(int changes, String reason) {
            return resultOfOne(changes, new EventResult.Retry(reason), reason);
        }
    },
    /** The transaction conflicts with another one. */
    CONFLICT {
        @Override
        DeliveryResult resultOf(int changes, String reason) {
            return DeliveryResult.PerEvent.of(changes, new EventResult.Retry(reason));
        }
    },
    /** The database is temporarily unavailable. */
    UNAVAILABLE {
        @Override
        DeliveryResult resultOf(int changes, String reason) {
            return DeliveryResult.Unavailable.ofDestination(reason);
        }
    },
    /** An operator has to fix a problem, so the task fails. */
    FATAL {
        @Override
        DeliveryResult resultOf(int changes, String reason) {
            return new DeliveryResult.Fatal(reason);
        }
    };

    /** Whether a single change causes the error. */
    boolean isCausedByChange() {
        return this == VALUE || this == CONSTRAINT;
    }

    /** The result of a transaction with this number of changes. */
    abstract DeliveryResult resultOf(int changes, String reason);

    private static DeliveryResult resultOfOne(int changes, EventResult result, String reason) {
        return changes == 1 ? DeliveryResult.PerEvent.of(1, result) : new DeliveryResult.Rejected(reason);
    }
}
