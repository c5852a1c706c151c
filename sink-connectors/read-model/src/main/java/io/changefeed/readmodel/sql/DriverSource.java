/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.readmodel.sql.dialect.Dialects;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** New connections, by the driver beside the plugin, each set up as the dialect needs it. */
final class DriverSource implements DataSource {
    private static final String BROKEN = "42000";

    private final Access access;

    DriverSource(Access access) {
        this.access = access;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Driver driver = Drivers.find(access.url())
                .orElseThrow(() -> new SQLException("connection.url: " + Drivers.missing(access.url()), BROKEN));
        Connection connection = driver.connect(access.url(), properties());
        if (connection == null) {
            throw new SQLException("connection.url: its driver does not take it", BROKEN);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(Dialects.of(connection).greeting());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private Properties properties() {
        Properties properties = new Properties();
        access.user().ifPresent(user -> properties.setProperty("user", user));
        access.password().map(Password::value).ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("tcpKeepAlive", "true");
        // PostgreSQL's driver counts seconds, those of MySQL and MariaDB milliseconds.
        boolean seconds = access.url().startsWith("jdbc:postgresql:");
        long unit = seconds ? 1000 : 1;
        long connect = Math.max(1, access.connectTimeout().toMillis() / unit);
        properties.setProperty("connectTimeout", Long.toString(connect));
        properties.setProperty(
                "socketTimeout",
                Long.toString(Math.max(1, access.statementTimeout().toMillis() / unit)));
        if (seconds) {
            properties.setProperty("loginTimeout", Long.toString(connect));
            properties.setProperty("ApplicationName", "changefeed");
        }
        return properties;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the user is configured");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // Nothing is logged here.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // It is configured.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("nothing is logged here");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException("it wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
