/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/** Selects the dialect of a database. */
public final class Dialects {
    private static final String NOT_SUPPORTED = "0A000";

    private Dialects() {}

    /**
     * The dialect for the names in the database of a URL, without a connection. MySQL and MariaDB have the same rules.
     */
    public static Dialect ofUrl(String url) {
        return url.startsWith("jdbc:postgresql:") ? new PostgreSqlDialect() : MySqlDialect.forMySql();
    }

    /** Uses the product name that the database reports, because the MySQL driver can also connect to MariaDB. */
    public static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        String product = metaData.getDatabaseProductName();
        if (product.equals("PostgreSQL")) {
            return new PostgreSqlDialect();
        }
        if (product.equals("MariaDB") || metaData.getDatabaseProductVersion().contains("MariaDB")) {
            return MySqlDialect.forMariaDb();
        }
        if (product.equals("MySQL")) {
            return MySqlDialect.forMySql();
        }
        throw new SQLException(
                "connection.url: " + product + " is not supported; use PostgreSQL, MySQL or MariaDB", NOT_SUPPORTED);
    }
}
