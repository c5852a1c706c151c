/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.readmodel.row.GenerationConflict;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.RowVersion;
import java.util.Optional;

/**
 * What the tables have stored of an item conflicts with the changes or the projection, so no change can be written. The
 * message is for the operator.
 */
public final class RecordConflictException extends Exception {
    private static final long serialVersionUID = 1L;

    RecordConflictException(String message) {
        super(message);
    }

    /** @throws RecordConflictException if the stored version of the item is that of an earlier change, but greater */
    static void check(ItemChange change, RowVersion stored) throws RecordConflictException {
        Optional<GenerationConflict> conflict = change.version().conflictWith(stored);
        if (conflict.isPresent()) {
            throw new RecordConflictException(conflict.get().message());
        }
    }
}
