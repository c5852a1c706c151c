/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.RowVersion;

/** A change has a lower version than the stored one, although it is the later change. The message is for the operator. */
public final class VersionConflictException extends Exception {
    private static final long serialVersionUID = 1L;

    VersionConflictException(String message) {
        super(message);
    }

    /** @throws VersionConflictException if the change conflicts with the stored version of its item */
    static void check(ItemChange change, RowVersion stored) throws VersionConflictException {
        String conflict = change.version().conflictWith(stored).orElse("");
        if (!conflict.isEmpty()) {
            throw new VersionConflictException(conflict);
        }
    }
}
