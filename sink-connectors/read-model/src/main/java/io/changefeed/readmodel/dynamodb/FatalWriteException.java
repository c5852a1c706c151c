/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.readmodel.row.RowVersion;

/** No row can be written until an operator removes the cause. The message is the reason. */
final class FatalWriteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean isConclusive;

    FatalWriteException(String reason) {
        this(reason, false);
    }

    private FatalWriteException(String reason, boolean isConclusive) {
        super(reason);
        this.isConclusive = isConclusive;
    }

    /** Whether the task has to fail even if other rows can be written. */
    boolean isConclusive() {
        return isConclusive;
    }

    /** Fails if a change conflicts with the stored version of its item. */
    static void requireNoConflict(RowVersion version, RowVersion stored) {
        version.conflictWith(stored).ifPresent(conflict -> {
            throw new FatalWriteException(conflict.message(), true);
        });
    }

    /** The version of a stored row has another format. New rows could be written, but no change of such a row. */
    static FatalWriteException unknownVersion(String table, String attribute) {
        return new FatalWriteException(
                "The attribute '" + attribute + "' of a row of table '" + table
                        + "' was written with another configuration or by another writer: rows of one item store a"
                        + " version in it, and shared rows a map. Rebuild the read model in a new table (see"
                        + " 'projection.version').",
                true);
    }
}
