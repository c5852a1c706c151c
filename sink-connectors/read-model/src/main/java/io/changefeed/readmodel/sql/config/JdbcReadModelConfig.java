/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.config;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.config.WriteConfig;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.SqlWriterFactory;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.dialect.Dialects;
import io.changefeed.readmodel.sql.schema.TableNames;
import io.changefeed.readmodel.sql.table.ReadModelSchema;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private JdbcReadModelConfig(Map<String, String> properties, boolean isLogged) {
        super(DEFINITION, properties, isLogged);
    }

    private static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        JdbcConnectionConfig.addTo(definition);
        ProjectionConfig.addTo(definition);
        JdbcTableConfig.addTo(definition);
        WriteConfig.addTo(definition);
        DeliveryConfig.addTo(definition, DEFAULTS);
        ConfigForm form = new ConfigForm(definition);
        JdbcConnectionConfig.addConditions(form);
        JdbcTableConfig.addConditions(form);
        WriteConfig.addConditions(form);
        DeliveryConfig.addConditions(form);
        return form.complete();
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
        ProjectionConfig.check(
                checks,
                DEFAULT_TYPE,
                checks.value(JdbcConnectionConfig.URL, String.class)
                        .map(url -> Dialects.ofUrl(url).acceptsNullCharacters())
                        .orElse(true));
        WriteConfig.check(checks);
        JdbcTableConfig.check(checks);
        DeliveryConfig.check(checks);
        if (!checks.hasErrors()) {
            new JdbcReadModelConfig(checks.properties(), false).checkSchema(checks);
        }
        return checks;
    }

    /** Checks what depends on the tables that the properties result in. */
    private void checkSchema(PropertyChecks checks) {
        ReadModelSchema schema = schema(projection());
        WriteConfig.check(checks, schema.target());
        JdbcTableConfig.check(checks, schema);
        schema.tables().stream()
                .flatMap(table -> TableNames.problems(table, dialect()).stream())
                .forEach(problem -> checks.addError(propertyOf(problem.column()), problem.reason() + "."));
    }

    /** Returns the property that determines a column of a table, or the table's name if there is none. */
    public String propertyOf(Optional<String> column) {
        return column.map(this::propertyOf).orElse(ProjectionConfig.TABLE);
    }

    private String propertyOf(String column) {
        ReadModelSchema schema = schema(projection());
        if (schema.hasVersionInRow() && schema.versionColumn().equals(column)) {
            return JdbcTableConfig.VERSION_COLUMN;
        }
        if (schema.deletedColumn().filter(column::equals).isPresent()) {
            return WriteConfig.DELETED_COLUMN;
        }
        if (contains(schema.target().columns(), column)) {
            return ProjectionConfig.COLUMNS;
        }
        return contains(schema.target().key(), column) ? ProjectionConfig.KEY : ProjectionConfig.TABLE;
    }

    private static boolean contains(List<Column> columns, String name) {
        return columns.stream().anyMatch(column -> column.name().equals(name));
    }

    public JdbcConnectionConfig connection() {
        return new JdbcConnectionConfig(this);
    }

    public Projection projection() {
        Projection projection =
                new ProjectionConfig(this, DEFAULT_TYPE, dialect().acceptsNullCharacters()).projection();
        return schema(projection).knowsRowsOfItems() ? projection.withoutOldImages() : projection;
    }

    private Dialect dialect() {
        return Dialects.ofUrl(connection().settings().url());
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
