/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.ConfigProblem;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.readmodel.sql.JdbcConnectionSettings;
import io.changefeed.readmodel.sql.JdbcDrivers;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The properties of the database connection. */
public final class JdbcConnectionConfig {
    public static final String URL = "connection.url";
    public static final String USER = "connection.user";
    public static final String PASSWORD = "connection.password";
    public static final String TIMEOUT = "connection.timeout.ms";
    public static final String STATEMENT_TIMEOUT = "statement.timeout.ms";
    public static final String VALIDATE_REMOTE = ConfigProblem.VALIDATE_REMOTE;

    private static final String GROUP = "Connection";
    private static final Pattern PASSWORD_IN_URL =
            Pattern.compile("(?i)[?&(,]\\s*[a-z0-9_]*password[123]?\\s*=|//[^/@]*:[^/@]*@");

    private final AbstractConfig config;

    JdbcConnectionConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        URL,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        HIGH,
                        "JDBC URL of the database: `jdbc:postgresql://host:5432/database`,"
                                + " `jdbc:mysql://host:3306/database` or `jdbc:mariadb://host:3306/database`. The JDBC"
                                + " driver must be installed in the plugin directory.",
                        GROUP,
                        1,
                        Width.LONG,
                        "URL")
                .define(
                        USER,
                        Type.STRING,
                        null,
                        HIGH,
                        "Database user. It needs the privileges SELECT, INSERT, UPDATE and DELETE on the table and on"
                                + " `<table>_versions` or `<table>_items`. `" + JdbcTableConfig.AUTO_CREATE + "` or `"
                                + JdbcTableConfig.AUTO_EVOLVE
                                + "` also need CREATE and ALTER and, if several items can share a row, CREATE VIEW.",
                        GROUP,
                        2,
                        Width.MEDIUM,
                        "User")
                .define(
                        PASSWORD,
                        Type.PASSWORD,
                        null,
                        HIGH,
                        "Password of the database user.",
                        GROUP,
                        3,
                        Width.MEDIUM,
                        "Password")
                .define(
                        TIMEOUT,
                        Type.LONG,
                        Duration.ofSeconds(10).toMillis(),
                        Range.between(250, Duration.ofMinutes(5).toMillis()),
                        LOW,
                        "Maximum time in milliseconds to wait for a connection before the database is considered"
                                + " unavailable. A task opens up to `max.in.flight.deliveries` connections, and one to"
                                + " delete expired versions.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Connection timeout (ms)")
                .define(
                        STATEMENT_TIMEOUT,
                        Type.LONG,
                        Duration.ofMinutes(1).toMillis(),
                        Range.between(1_000, Duration.ofHours(1).toMillis()),
                        LOW,
                        "Maximum time in milliseconds to wait for the response to a request before the connection is"
                                + " considered lost. A request can contain several statements. The wait of each for a"
                                + " lock is limited to 10 seconds.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Statement timeout (ms)")
                .define(
                        VALIDATE_REMOTE,
                        Type.BOOLEAN,
                        true,
                        LOW,
                        "Whether the validation of the configuration connects to the database, to check that it is"
                                + " reachable and that existing tables match the projection. It changes nothing. Kafka"
                                + " Connect validates a configuration before it accepts it.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Validate remotely");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.set(USER), PASSWORD);
    }

    static void check(PropertyChecks checks) {
        checks.value(URL, String.class).ifPresent(url -> {
            if (!JdbcDrivers.isSupported(url)) {
                checks.addError(URL, "Expected a URL that begins with jdbc:postgresql:, jdbc:mysql: or jdbc:mariadb:.");
            } else if (PASSWORD_IN_URL.matcher(url).find()) {
                // Reported for the password: an error for the URL would repeat its value.
                checks.addError(
                        PASSWORD,
                        "Set the password here instead of in '" + URL
                                + "', which is visible in the connector configuration and in logs.");
            } else if (JdbcDrivers.find(url).isEmpty()) {
                checks.addError(URL, JdbcDrivers.missingDriverMessage(url));
            }
        });
        checks.requireWith(PASSWORD, USER);
    }

    public JdbcConnectionSettings settings() {
        return new JdbcConnectionSettings(
                config.getString(URL),
                Optional.ofNullable(config.getString(USER)),
                Optional.ofNullable(config.getPassword(PASSWORD)),
                Duration.ofMillis(config.getLong(TIMEOUT)),
                Duration.ofMillis(config.getLong(STATEMENT_TIMEOUT)));
    }

    public boolean validateRemote() {
        return config.getBoolean(VALIDATE_REMOTE);
    }
}
