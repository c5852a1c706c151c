/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.readmodel.row.ItemChange;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;

/** Writes changes of items. */
public interface SqlWriter {
    /**
     * Writes changes. The caller commits the session afterwards.
     *
     * @param changes each of another item
     * @return the indexes of the stale changes
     * @throws RecordConflictException if a change has a lower version than the stored one, although it is the later
     *     change
     */
    BitSet write(SqlSession session, List<ItemChange> changes) throws SQLException, RecordConflictException;

    /**
     * Deletes a limited number of expired records. The caller commits the session afterwards.
     *
     * @return whether more of them can exist
     */
    default boolean purge(SqlSession session) throws SQLException {
        return false;
    }
}
