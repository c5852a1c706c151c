/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.webhook.http.HttpSettings;
import io.changefeed.webhook.http.HttpSettings.PrivateAddresses;
import java.time.Duration;
import java.util.Map;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;

/** The configuration of the HTTP webhook sink connector. Each group of properties has its own class. */
public final class WebhookConfig extends AbstractConfig {
    /** One event per request, as most webhook receivers expect. */
    private static final DeliveryDefaults DEFAULTS = new DeliveryDefaults(32, 1, 1 << 20, Duration.ZERO);

    public static final ConfigDef DEFINITION = definition();

    public WebhookConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
    }

    private static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        EndpointConfig.addTo(definition);
        BodyConfig.addTo(definition);
        ResponseConfig.addTo(definition);
        AuthConfig.addTo(definition);
        NotificationConfig.addTo(definition);
        DeliveryConfig.addTo(definition, DEFAULTS);
        WebhookConnectionConfig.addTo(definition);
        TlsProperties.addTo(definition);
        ConfigForm form = new ConfigForm(definition);
        BodyConfig.addConditions(form);
        ResponseConfig.addConditions(form);
        AuthConfig.addConditions(form);
        NotificationConfig.addConditions(form);
        DeliveryConfig.addConditions(form);
        WebhookConnectionConfig.addConditions(form);
        TlsProperties.addConditions(form);
        return form.complete();
    }

    /** Validates each property, then combinations of properties. */
    public static Config validate(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(DEFINITION, properties);
        EndpointConfig.check(checks);
        BodyConfig.check(checks);
        ResponseConfig.check(checks);
        AuthConfig.check(checks);
        NotificationConfig.check(checks);
        WebhookConnectionConfig.check(checks, checks.properties());
        DeliveryConfig.check(checks);
        return checks.result();
    }

    public EndpointConfig endpoint() {
        return new EndpointConfig(this);
    }

    public BodyConfig body() {
        return new BodyConfig(this);
    }

    public ResponseConfig responses() {
        return new ResponseConfig(this);
    }

    public AuthConfig auth() {
        return new AuthConfig(this);
    }

    public NotificationConfig notification() {
        return new NotificationConfig(this);
    }

    public DeliveryConfig delivery() {
        return new DeliveryConfig(this);
    }

    /**
     * Returns the settings of the client for events. Deliveries that hang leave their places in flight to others, up to
     * twice as many in all; with fewer connections, the others would wait for a connection.
     */
    public HttpSettings http() {
        return http(2 * delivery().maxInFlight(), endpoint().privateAddresses());
    }

    /** Returns the settings of the client for token requests, which are sent one at a time. */
    public HttpSettings tokenHttp() {
        return http(1, auth().privateAddresses());
    }

    /** Returns the settings of the client for notifications, which are sent one at a time. */
    public HttpSettings notificationHttp() {
        return http(1, notification().privateAddresses());
    }

    private HttpSettings http(int connections, PrivateAddresses privateAddresses) {
        WebhookConnectionConfig connection = new WebhookConnectionConfig(this);
        return new HttpSettings(
                connections,
                endpoint().connectTimeout(),
                endpoint().requestTimeout(),
                privateAddresses,
                SystemDefaultDnsResolver.INSTANCE,
                connection.proxy(),
                connection.tls());
    }
}
