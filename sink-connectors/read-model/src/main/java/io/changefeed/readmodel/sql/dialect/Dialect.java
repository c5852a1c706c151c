/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import io.changefeed.readmodel.sql.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The SQL dialect of a database: its sessions, its names, and the statements for its tables and rows. */
public interface Dialect {
    /** Initializes a new connection. */
    default void initializeSession(Connection connection) throws SQLException {}

    /**
     * The statements that precede the first one of a transaction, in the same text: a separate request would take
     * another round trip. Empty if the database does not accept several statements.
     */
    default List<String> transactionSettings() {
        return List.of();
    }

    /** Whether the text of a statement can consist of several statements, separated by semicolons. */
    default boolean acceptsSeveralStatements() {
        return false;
    }

    /** Selects whether the server rejects all writes. */
    String selectReadOnly();

    /** Why a schema, table or column cannot have this name, as a predicate of a sentence; empty if it can. */
    Optional<String> findNameProblem(String name);

    /** The order of column names in which names of the same column are equal. */
    Comparator<String> columnNames();

    /** Whether texts can contain U+0000. */
    boolean acceptsNullCharacters();

    String quote(String identifier);

    default String quote(TableName table) {
        return table.schema().map(schema -> quote(schema) + ".").orElse("") + quote(table.name());
    }

    /** The size of statements that the server accepts. */
    StatementLimit statementLimit(Connection connection) throws SQLException;

    /** The statements for tables. */
    TableDialect tables();

    /** The statements for rows. */
    RowDialect rows();
}
