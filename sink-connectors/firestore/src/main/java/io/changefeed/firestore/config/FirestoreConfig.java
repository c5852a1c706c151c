/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.config;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The configuration of the Firestore sink connector. Each group of properties has its own class. */
public final class FirestoreConfig extends AbstractConfig {
    /** Firestore accepts up to 500 writes per request, and concurrent requests. */
    private static final DeliveryDefaults DEFAULTS =
            new DeliveryDefaults(4, 500, 3 * 1024 * 1024, Duration.ofMillis(5));

    public static final ConfigDef DEFINITION = definition();

    public FirestoreConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
    }

    private static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        FirestoreConnectionConfig.addTo(definition);
        DocumentsConfig.addTo(definition);
        WritesConfig.addTo(definition);
        DeliveryConfig.addTo(definition, DEFAULTS);
        ConfigForm form = new ConfigForm(definition);
        FirestoreConnectionConfig.addConditions(form);
        WritesConfig.addConditions(form);
        DeliveryConfig.addConditions(form);
        return form.complete();
    }

    /** Validates each property, then combinations of properties. */
    public static PropertyChecks check(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(DEFINITION, properties);
        FirestoreConnectionConfig.check(checks);
        DocumentsConfig.check(checks);
        WritesConfig.check(checks);
        DeliveryConfig.check(checks);
        return checks;
    }

    public FirestoreConnectionConfig connection() {
        return new FirestoreConnectionConfig(this);
    }

    public DocumentsConfig documents() {
        return new DocumentsConfig(this);
    }

    public WritesConfig writes() {
        return new WritesConfig(this);
    }
}
