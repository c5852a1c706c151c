/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.AwsEndpointConfig;
import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;

/** The properties of the DynamoDB Streams source connector, with a class for each group. */
public final class SourceConfig extends AbstractConfig {
    public static final ConfigDef DEFINITION = definition();

    public SourceConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
    }

    /** {@link #DEFINITION} and the properties whose names end with a table name or another user-defined part. */
    public static ConfigDef reference() {
        ConfigDef reference = new ConfigDef(DEFINITION);
        TableSnapshotConfig.addTo(reference);
        SignalConfig.addPatternsTo(reference);
        return reference;
    }

    private static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        TablesConfig.addTo(definition);
        TopicsConfig.addTo(definition);
        EventsConfig.addTo(definition);
        SnapshotConfig.addTo(definition);
        SignalConfig.addTo(definition);
        ReadingConfig.addTo(definition);
        AwsConfig.addTo(definition);
        AwsEndpointConfig.addStreamsTo(definition);
        ConfigForm form = new ConfigForm(definition);
        TablesConfig.addConditions(form);
        EventsConfig.addConditions(form);
        SnapshotConfig.addConditions(form);
        SignalConfig.addConditions(form);
        AwsConfig.addConditions(form);
        AwsEndpointConfig.addStreamsConditions(form);
        return form.complete();
    }

    /** Validates each property, and the properties that depend on each other. */
    public static Config validate(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(reference(), properties);
        AwsConfig.check(checks);
        TablesConfig.check(checks);
        TopicsConfig.check(checks);
        EventsConfig.check(checks);
        TableSnapshotConfig.check(checks);
        SignalConfig.check(checks);
        ReadingConfig.check(checks);
        return checks.result();
    }

    public TablesConfig tables() {
        return new TablesConfig(this);
    }

    public TopicsConfig topics() {
        return new TopicsConfig(this);
    }

    public EventsConfig events() {
        return new EventsConfig(this);
    }

    public SnapshotConfig snapshots() {
        return new SnapshotConfig(this);
    }

    public SignalConfig signals() {
        return new SignalConfig(this);
    }

    public ReadingConfig reading() {
        return new ReadingConfig(this);
    }

    public AwsConfig aws() {
        return new AwsConfig(this);
    }
}
