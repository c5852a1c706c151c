/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.readmodel.row.RowChange;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;

/** How changes are written. */
public interface Writer {
    /**
     * Writes changes; what the session has not committed then is left to be committed.
     *
     * @return which of them were stale, by their places
     */
    BitSet write(Session session, List<RowChange> changes) throws SQLException;
}
