/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.config;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.config.WritesConfig;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.Setup;
import io.changefeed.readmodel.sql.table.Layout;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The properties of the SQL read-model sink connector: one class for each group of them. */
public final class JdbcConfig extends AbstractConfig {
    private static final DeliveryDefaults DEFAULTS = new DeliveryDefaults(4, 500, 1024 * 1024, Duration.ofMillis(5));
    /** Of a column without a cast. */
    private static final ColumnType UNCAST = ColumnType.of(ColumnType.Kind.STRING);

    public static final ConfigDef DEFINITION = definition();

    public JdbcConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
    }

    private static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        ConnectionConfig.addTo(definition);
        ProjectionConfig.addTo(definition);
        TablesConfig.addTo(definition);
        WritesConfig.addTo(definition);
        return DeliveryConfig.addTo(definition, DEFAULTS);
    }

    /** The definition with the properties of columns too, whose names are the user's: for the reference page. */
    public static ConfigDef reference() {
        ConfigDef reference = definition();
        ProjectionConfig.addPatternsTo(reference);
        return reference;
    }

    /** Checks every property by itself, and those that depend on each other together. */
    public static PropertyChecks check(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(DEFINITION, properties);
        ConnectionConfig.check(checks);
        ProjectionConfig.check(checks, UNCAST);
        WritesConfig.check(checks);
        TablesConfig.check(checks);
        DeliveryConfig.check(checks);
        return checks;
    }

    public ConnectionConfig connection() {
        return new ConnectionConfig(this);
    }

    public Projection projection() {
        return new ProjectionConfig(this, UNCAST).projection();
    }

    /** What is written and how. */
    public Setup setup(Projection projection) {
        WritesConfig writes = new WritesConfig(this);
        TablesConfig tables = new TablesConfig(this);
        Layout layout =
                new Layout(projection.target(), writes.writeMode(), writes.deletedColumn(), tables.versionColumn());
        return new Setup(
                layout, tables.autoCreate(), tables.autoEvolve(), writes.tombstoneRetention(), Clock.systemUTC());
    }
}
