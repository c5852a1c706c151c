/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.readmodel.row.ItemChange;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;

/** Writes row changes. */
public interface SqlWriter {
    /**
     * Writes changes. The caller commits the session afterwards.
     *
     * @return the indexes of the stale changes
     */
    BitSet write(SqlSession session, List<ItemChange> changes) throws SQLException;
}
