/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsConfig;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.config.WriteConfig;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.ColumnType;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The properties of the DynamoDB read-model sink connector. */
public final class DynamoDbReadModelConfig extends AbstractConfig {
    /** Guarded rows are written by individual concurrent calls; without the guard, a call writes up to 25 rows. */
    private static final DeliveryDefaults DEFAULTS = new DeliveryDefaults(8, 25, 2 * 1024 * 1024, Duration.ofMillis(5));

    private static final ColumnType DEFAULT_TYPE = ColumnType.of(ColumnType.Kind.ANY);

    public static final ConfigDef DEFINITION = definition();

    public DynamoDbReadModelConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
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
        return DeliveryConfig.addTo(definition, DEFAULTS);
    }

    /** Checks all properties, individually and in combination. */
    public static PropertyChecks check(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(reference(), properties);
        ProjectionConfig.check(checks, DEFAULT_TYPE);
        DynamoDbTableConfig.check(checks);
        AwsConfig.check(checks);
        DeliveryConfig.check(checks);
        return checks;
    }

    public Projection projection() {
        return new ProjectionConfig(this, DEFAULT_TYPE).projection();
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
