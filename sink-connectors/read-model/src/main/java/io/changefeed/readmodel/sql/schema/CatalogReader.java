/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.dialect.PostgreSqlDialect;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Reads the definitions of tables from the database's catalog, because JDBC's metadata lacks much of what matters here. */
interface CatalogReader {
    static CatalogReader of(Connection connection, Dialect dialect) {
        return dialect instanceof PostgreSqlDialect
                ? new PostgreSqlCatalog(connection, dialect)
                : new MySqlCatalog(connection, dialect);
    }

    /** Reads the definition of the table that statements with this name refer to; empty if there is none. */
    Optional<TableDescriptor> table(TableName name) throws SQLException;

    /** Why this user cannot create a table in the schema of this name, as a sentence; empty if nothing is known. */
    Optional<String> creationProblem(TableName name) throws SQLException;
}
