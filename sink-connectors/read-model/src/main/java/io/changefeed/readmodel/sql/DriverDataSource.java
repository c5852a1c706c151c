/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.readmodel.sql.dialect.Dialects;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Opens connections with the installed JDBC driver and initializes them for the dialect. */
final class DriverDataSource implements DataSource {
    private static final String CONFIGURATION_ERROR = "42000";

    private final JdbcConnectionSettings settings;

    DriverDataSource(JdbcConnectionSettings settings) {
        this.settings = settings;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Driver driver = JdbcDrivers.find(settings.url())
                .orElseThrow(() -> new SQLException(
                        "connection.url: " + JdbcDrivers.missingDriverMessage(settings.url()), CONFIGURATION_ERROR));
        Connection connection = connect(driver);
        if (connection == null) {
            throw new SQLException("connection.url: the JDBC driver does not accept this URL", CONFIGURATION_ERROR);
        }
        try {
            Dialects.of(connection).initializeSession(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /**
     * Drivers and servers report invalid settings with the SQLStates of invalid values, as if a row contained them, or
     * with an unchecked exception.
     */
    private @Nullable Connection connect(Driver driver) throws SQLException {
        try {
            return driver.connect(settings.url(), properties());
        } catch (SQLException e) {
            throw SqlErrorClassifier.classify(e).isCausedByChange() ? invalidSettings(e) : e;
        } catch (IllegalArgumentException e) {
            throw invalidSettings(e);
        }
    }

    private static SQLException invalidSettings(Exception reason) {
        SQLException error = new SQLException(reason.getMessage(), CONFIGURATION_ERROR);
        error.addSuppressed(reason);
        return error;
    }

    private Properties properties() {
        Properties properties = new Properties();
        settings.user().ifPresent(user -> properties.setProperty("user", user));
        settings.password().map(Password::value).ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("tcpKeepAlive", "true");
        boolean isPostgreSql = settings.url().startsWith("jdbc:postgresql:");
        // PostgreSQL's driver expects seconds; those of MySQL and MariaDB expect milliseconds.
        long unit = isPostgreSql ? 1000 : 1;
        long connectTimeout = Math.max(1, settings.connectTimeout().toMillis() / unit);
        properties.setProperty("connectTimeout", Long.toString(connectTimeout));
        properties.setProperty(
                "socketTimeout",
                Long.toString(Math.max(1, settings.statementTimeout().toMillis() / unit)));
        if (isPostgreSql) {
            properties.setProperty("loginTimeout", Long.toString(connectTimeout));
            properties.setProperty("ApplicationName", "changefeed");
            // Statements that are prepared on the server belong to its session. A pooler changes the session with each
            // transaction, and an ALTER TABLE invalidates them. A parameter of the URL takes precedence.
            properties.setProperty("prepareThreshold", "0");
        }
        return properties;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the user is part of the settings");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // This data source does not log.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // The timeout is part of the settings.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("this data source does not log");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException("this data source wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
