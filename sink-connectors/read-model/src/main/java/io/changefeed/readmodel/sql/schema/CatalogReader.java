/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.dialect.PostgreSqlDialect;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Reads the definitions of tables from the catalog of the database, because JDBC's metadata lacks much of them. */
interface CatalogReader {
    static CatalogReader of(Connection connection, Dialect dialect) {
        return dialect instanceof PostgreSqlDialect
                ? new PostgreSqlCatalog(connection, dialect)
                : new MySqlCatalog(connection, dialect);
    }

    /** Reads the definition of the table that statements with this name refer to; empty if there is none. */
    Optional<TableDescriptor> table(TableName name) throws SQLException;

    /**
     * Reads the definition of the view that statements with this name refer to, which exists.
     *
     * @param items the table of items that it should refer to
     */
    ViewDescriptor view(TableName name, TableName items) throws SQLException;

    /** Why this user cannot create a table in the schema of this name, as a sentence; empty if nothing is known. */
    Optional<String> creationProblem(TableName name) throws SQLException;
}
