/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;

import io.changefeed.connector.ConfigProblem;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.readmodel.sql.Access;
import io.changefeed.readmodel.sql.Drivers;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which database, and how it is reached. */
public final class ConnectionConfig {
    public static final String URL = "connection.url";
    public static final String USER = "connection.user";
    public static final String PASSWORD = "connection.password";
    public static final String TIMEOUT = "connection.timeout.ms";
    public static final String STATEMENT_TIMEOUT = "statement.timeout.ms";
    public static final String VALIDATE_REMOTE = ConfigProblem.VALIDATE_REMOTE;

    private static final String GROUP = "Connection";
    private static final Pattern SECRET = Pattern.compile("(?i)[?&(,]\\s*password[123]?\\s*=|//[^/@]*:[^/@]*@");

    private final AbstractConfig config;

    ConnectionConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        URL,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        HIGH,
                        "The JDBC URL of the database: `jdbc:postgresql://host:5432/database`,"
                                + " `jdbc:mysql://host:3306/database` or `jdbc:mariadb://host:3306/database`. The jar of"
                                + " its driver has to be in the directory of the plugin.",
                        GROUP,
                        1,
                        Width.LONG,
                        "URL")
                .define(
                        USER,
                        Type.STRING,
                        null,
                        HIGH,
                        "The user. It may insert into, update, delete from and select from the table, and with `"
                                + TablesConfig.AUTO_CREATE + "` or `" + TablesConfig.AUTO_EVOLVE
                                + "` create or alter it.",
                        GROUP,
                        2,
                        Width.MEDIUM,
                        "User")
                .define(PASSWORD, Type.PASSWORD, null, HIGH, "The password.", GROUP, 3, Width.MEDIUM, "Password")
                .define(
                        TIMEOUT,
                        Type.LONG,
                        Duration.ofSeconds(10).toMillis(),
                        Range.between(250, Duration.ofMinutes(5).toMillis()),
                        LOW,
                        "For how many milliseconds a connection is waited for before the database counts as not"
                                + " available. There are as many connections as `max.in.flight.deliveries`.",
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
                        "For how many milliseconds the answer to a statement is waited for before the connection"
                                + " counts as lost. A lock is waited for at most 10 seconds.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Statement timeout (ms)")
                .define(
                        VALIDATE_REMOTE,
                        Type.BOOLEAN,
                        true,
                        LOW,
                        "Whether the database is asked when Connect validates the configuration, which it does before"
                                + " it takes it: whether it can be reached with this user and password.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Ask the database in validation");
    }

    static void check(PropertyChecks checks) {
        checks.value(URL, String.class).ifPresent(url -> {
            if (!Drivers.isSupported(url)) {
                checks.addError(URL, "It must begin with jdbc:postgresql:, jdbc:mysql: or jdbc:mariadb:.");
            } else if (SECRET.matcher(url).find()) {
                // On this property: the error would repeat the URL.
                checks.addError(PASSWORD, "The password stands here and not in '" + URL + "', which is logged.");
            } else if (Drivers.find(url).isEmpty()) {
                checks.addError(URL, Drivers.missing(url));
            }
        });
        checks.requireWith(PASSWORD, USER);
    }

    public Access access() {
        return new Access(
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
