/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.config;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.config.WriteConfig;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.SqlWriterFactory;
import io.changefeed.readmodel.sql.table.ReadModelSchema;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The properties of the JDBC read-model sink connector. */
public final class JdbcReadModelConfig extends AbstractConfig {
    private static final DeliveryDefaults DEFAULTS = new DeliveryDefaults(4, 500, 1024 * 1024, Duration.ofMillis(5));
    private static final ColumnType DEFAULT_TYPE = ColumnType.of(ColumnType.Kind.STRING);

    public static final ConfigDef DEFINITION = definition();

    public JdbcReadModelConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
    }

    private static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        JdbcConnectionConfig.addTo(definition);
        ProjectionConfig.addTo(definition);
        JdbcTableConfig.addTo(definition);
        WriteConfig.addTo(definition);
        return DeliveryConfig.addTo(definition, DEFAULTS);
    }

    /** {@link #DEFINITION} with the properties that have user-defined names, for the reference page. */
    public static ConfigDef reference() {
        ConfigDef reference = definition();
        ProjectionConfig.addPatternsTo(reference);
        return reference;
    }

    /** Checks all properties, individually and in combination. */
    public static PropertyChecks check(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(reference(), properties);
        JdbcConnectionConfig.check(checks);
        ProjectionConfig.check(checks, DEFAULT_TYPE);
        WriteConfig.check(checks);
        JdbcTableConfig.check(checks);
        DeliveryConfig.check(checks);
        return checks;
    }

    public JdbcConnectionConfig connection() {
        return new JdbcConnectionConfig(this);
    }

    public Projection projection() {
        Projection configured = new ProjectionConfig(this, DEFAULT_TYPE).projection();
        Projection projection =
                connection().settings().isPostgreSql() ? configured.withoutNullCharacters() : configured;
        return schema(projection).knowsRowsOfItems() ? projection.withoutOldImages() : projection;
    }

    private ReadModelSchema schema(Projection projection) {
        WriteConfig writeConfig = new WriteConfig(this);
        return new ReadModelSchema(
                projection.target(),
                writeConfig.staleWriteGuard(),
                writeConfig.deletedColumn(),
                new JdbcTableConfig(this).versionColumn());
    }

    /** The factory of the writer for a projection. */
    public SqlWriterFactory writerFactory(Projection projection) {
        JdbcTableConfig tableConfig = new JdbcTableConfig(this);
        return new SqlWriterFactory(
                schema(projection),
                tableConfig.autoCreate(),
                tableConfig.autoEvolve(),
                new WriteConfig(this).tombstoneRetention(),
                Clock.systemUTC());
    }
}
