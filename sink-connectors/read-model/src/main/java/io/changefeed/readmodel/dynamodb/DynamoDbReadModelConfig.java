/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsConfig;
import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.config.WriteConfig;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.row.TargetTable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The properties of the DynamoDB read-model sink connector. */
public final class DynamoDbReadModelConfig extends AbstractConfig {
    /** Guarded rows are written by individual concurrent calls; without the guard, a call writes up to 25 rows. */
    private static final DeliveryDefaults DEFAULTS = new DeliveryDefaults(8, 25, 2 * 1024 * 1024, Duration.ofMillis(5));

    private static final ColumnType DEFAULT_TYPE = ColumnType.of(ColumnType.Kind.ANY);

    private static final ColumnType TIMESTAMP = ColumnType.of(ColumnType.Kind.TIMESTAMP);
    private static final ColumnType INTEGER = ColumnType.of(ColumnType.Kind.INTEGER);

    public static final ConfigDef DEFINITION = definition();

    public DynamoDbReadModelConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
    }

    private DynamoDbReadModelConfig(Map<String, String> properties, boolean isLogged) {
        super(DEFINITION, properties, isLogged);
    }

    /** {@link #DEFINITION} with the properties that have user-defined names, for the reference page. */
    public static ConfigDef reference() {
        ConfigDef reference = new ConfigDef(DEFINITION);
        ProjectionConfig.addPatternsTo(reference);
        return reference;
    }

    private static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        ProjectionConfig.addTo(definition);
        WriteConfig.addTo(definition);
        DynamoDbTableConfig.addTo(definition);
        AwsConfig.addTo(definition);
        DeliveryConfig.addTo(definition, DEFAULTS);
        ConfigForm form = new ConfigForm(definition);
        WriteConfig.addConditions(form);
        DynamoDbTableConfig.addConditions(form);
        AwsConfig.addConditions(form);
        DeliveryConfig.addConditions(form);
        return form.complete();
    }

    /** Checks all properties, individually and in combination. */
    public static PropertyChecks check(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(reference(), properties);
        ProjectionConfig.check(checks, DEFAULT_TYPE, true);
        DynamoDbTableConfig.check(checks);
        AwsConfig.check(checks);
        DeliveryConfig.check(checks);
        if (!checks.hasErrors()) {
            TargetTable target = new DynamoDbReadModelConfig(checks.properties(), false)
                    .projection()
                    .target();
            WriteConfig.check(checks, target);
            DynamoDbTableConfig.check(checks, target);
        }
        return checks;
    }

    public Projection projection() {
        return new ProjectionConfig(this, DEFAULT_TYPE, true).projection();
    }

    /** The columns that are written in addition to the row key, by the property that determines their names. */
    public Map<String, List<Column>> writtenColumns() {
        Map<String, List<Column>> columns = new LinkedHashMap<>();
        columns.put(ProjectionConfig.COLUMNS, projection().target().columns());
        writes().deletedColumn()
                .ifPresent(name -> columns.put(WriteConfig.DELETED_COLUMN, List.of(new Column(name, TIMESTAMP))));
        if (writes().staleWriteGuard()) {
            columns.put(
                    DynamoDbTableConfig.TTL_ATTRIBUTE,
                    List.of(new Column(table().metadataAttributes(writes()).expiry(), INTEGER)));
        }
        return columns;
    }

    public WriteConfig writes() {
        return new WriteConfig(this);
    }

    public DynamoDbTableConfig table() {
        return new DynamoDbTableConfig(this);
    }

    public AwsConfig aws() {
        return new AwsConfig(this);
    }
}
