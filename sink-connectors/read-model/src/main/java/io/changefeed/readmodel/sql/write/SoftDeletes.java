/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import java.sql.SQLException;
import java.util.Set;

/** Writes the rows of a statement that marks them as deleted, and creates them if they do not exist. */
final class SoftDeletes {
    /** The classes of SQLStates of values that a column or an index cannot contain. */
    private static final Set<String> VALUE_ERRORS = Set.of("22", "54");

    private SoftDeletes() {}

    /** Executes a statement. */
    interface Statement {
        void execute(StatementRows rows) throws SQLException, RecordConflictException;
    }

    /**
     * Executes the statement, unless it has a single row, whose key no row can have. Of a row that is deleted, all
     * other values can be stored.
     */
    static void write(SqlSession session, StatementRows rows, Statement statement)
            throws SQLException, RecordConflictException {
        try {
            statement.execute(rows);
        } catch (SQLException e) {
            if (rows.size() > 1 || !session.areTablesCurrent() || !isValueError(e)) {
                throw e;
            }
            session.rollBack();
        }
    }

    private static boolean isValueError(SQLException error) {
        String state = error.getSQLState();
        return state != null && state.length() == 5 && VALUE_ERRORS.contains(state.substring(0, 2));
    }
}
