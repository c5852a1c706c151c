/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;

/** The kind of an error of a transaction, none of whose changes was written. */
enum SqlErrorKind {
    /** A value cannot be stored, or a trigger raises an error. The change that contains it is rejected. */
    VALUE {
        @Override
        DeliveryResult resultOf(int changes, String reason) {
            return resultOfOne(changes, new EventResult.Rejected(reason), reason);
        }
    },
    /**
     * A statement is larger than the driver or the server accepts; fewer changes are not. The server may have closed
     * the connection. A single change is rejected.
     */
    TOO_LARGE {
        @Override
        DeliveryResult resultOf(int changes, String reason) {
            return VALUE.resultOf(changes, reason);
        }
    },
    /** A unique index or a foreign key is violated, which can change with other rows. */
    CONSTRAINT {
        @Override
        DeliveryResult resultOf(int changes, String reason) {
            return resultOfOne(changes, new EventResult.Retry(reason), reason);
        }
    },
    /**
     * The server failed to execute the statement. The cause can be a single row, for example a damaged one or one for
     * which a trigger in C fails, or affect all rows, for example an I/O error.
     */
    INTERNAL {
        @Override
        DeliveryResult resultOf(int changes, String reason) {
            return retryOf(changes, reason);
        }
    },
    /** The database rolled the transaction back because of another one. Usually, its repetition succeeds. */
    CONFLICT {
        @Override
        DeliveryResult resultOf(int changes, String reason) {
            return retryOf(changes, reason);
        }
    },
    /**
     * A statement waited too long for a lock, took too long, or was cancelled. The other transaction can hold the lock
     * of a single row for hours, and fewer changes take less time.
     */
    TIMEOUT {
        @Override
        DeliveryResult resultOf(int changes, String reason) {
            return retryOf(changes, reason);
        }
    },
    /**
     * The connection could not be opened, or was lost. A server also closes the connection in the middle of a statement
     * that exceeds its limits: see {@link #canDependOnSize}.
     */
    CONNECTION {
        @Override
        DeliveryResult resultOf(int changes, String reason) {
            return DeliveryResult.Unavailable.ofDestination(reason);
        }
    },
    /** The database is temporarily unable to write. */
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
        return this == VALUE || this == TOO_LARGE || this == CONSTRAINT;
    }

    /** Whether a change that causes the error is rejected. */
    boolean isRejection() {
        return this == VALUE || this == TOO_LARGE;
    }

    /** Whether a single change can cause the error, so that its item leaves its previous row. */
    boolean canBeCausedByChange() {
        return isCausedByChange() || this == INTERNAL;
    }

    /**
     * Whether smaller statements can succeed: always if the error is {@link #TOO_LARGE}, and if it is
     * {@link #CONNECTION} and a large statement was being executed.
     */
    boolean canDependOnSize() {
        return this == TOO_LARGE || this == CONNECTION;
    }

    /** The result of a transaction with this number of changes. */
    abstract DeliveryResult resultOf(int changes, String reason);

    /**
     * Several changes are retried together, and separately if the error persists. A single one is given up after the
     * retry timeout if others are delivered.
     */
    private static DeliveryResult retryOf(int changes, String reason) {
        return changes == 1
                ? DeliveryResult.PerEvent.of(1, new EventResult.Retry(reason))
                : DeliveryResult.Unavailable.ofRoute(reason);
    }

    private static DeliveryResult resultOfOne(int changes, EventResult result, String reason) {
        return changes == 1 ? DeliveryResult.PerEvent.of(1, result) : new DeliveryResult.Rejected(reason);
    }
}
