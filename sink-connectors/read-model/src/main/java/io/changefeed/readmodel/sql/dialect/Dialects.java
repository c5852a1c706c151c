/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/** Which dialect a database speaks. */
public final class Dialects {
    private static final String NOT_SUPPORTED = "0A000";

    private Dialects() {}

    /** By what the database says it is: a driver of MySQL may have reached MariaDB. */
    public static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        String product = metaData.getDatabaseProductName();
        if (product.equals("PostgreSQL")) {
            return new PostgreSql();
        }
        if (product.equals("MariaDB") || metaData.getDatabaseProductVersion().contains("MariaDB")) {
            return MySql.ofMariaDb();
        }
        if (product.equals("MySQL")) {
            return MySql.ofMySql();
        }
        throw new SQLException(
                "connection.url leads to " + product + "; PostgreSQL, MySQL and MariaDB are supported", NOT_SUPPORTED);
    }
}
