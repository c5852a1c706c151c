/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.sql.dialect.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Executes statements that create and alter tables and views. */
final class DdlStatements {
    private DdlStatements() {}

    /** Ignores that another task has made the same change: the result is read afterwards. */
    static void execute(Connection connection, Dialect dialect, String sql) throws SQLException {
        // Ends the transaction that has read the catalog.
        connection.rollback();
        try (Statement statement = connection.createStatement()) {
            for (String setting : dialect.transactionSettings()) {
                statement.execute(setting);
            }
            statement.execute(sql);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            if (!dialect.tables().isAlreadyExistsError(e)) {
                throw e;
            }
        }
    }
}
