/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import static java.util.stream.Collectors.joining;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.TableDefinition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks whether the user can write an existing table. Databases also check the privileges of an EXPLAIN. */
final class TablePrivileges {
    private TablePrivileges() {}

    /** Which privilege is missing, as a predicate of a sentence; empty if none is. */
    static Optional<String> problem(Connection connection, TableDefinition definition, Dialect dialect)
            throws SQLException {
        for (String sql : statements(definition, dialect)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("EXPLAIN " + sql);
            } catch (SQLException e) {
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                }
                if (dialect.tables().isPrivilegeError(e)) {
                    return Optional.of("cannot be written by this user: " + e.getMessage() + " (SQLState "
                            + e.getSQLState() + "). Execute: "
                            + dialect.tables().grantWrites(definition.name(), user(connection)));
                }
            }
        }
        return Optional.empty();
    }

    /** In MySQL and MariaDB the account, whose host can differ from that of the connection. */
    private static String user(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT CURRENT_USER")) {
            found.next();
            return found.getString(1);
        }
    }

    private static List<String> statements(TableDefinition definition, Dialect dialect) {
        String table = dialect.quote(definition.name());
        String columns = definition.columns().stream()
                .map(column -> dialect.quote(column.name()))
                .collect(joining(", "));
        List<String> statements = new ArrayList<>(List.of(
                "INSERT INTO " + table + " (" + columns + ") SELECT " + columns + " FROM " + table + " WHERE 1 = 0",
                "DELETE FROM " + table + " WHERE 1 = 0"));
        if (!definition.nonKeyColumns().isEmpty()) {
            statements.add("UPDATE " + table + " SET "
                    + definition.nonKeyColumns().stream()
                            .map(Column::name)
                            .map(dialect::quote)
                            .map(name -> name + " = " + name)
                            .collect(joining(", "))
                    + " WHERE 1 = 0");
        }
        return statements;
    }
}
