/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.webhook.http.HttpSettings;
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
        AuthConfig.addTo(definition);
        DeliveryConfig.addTo(definition, DEFAULTS);
        WebhookConnectionConfig.addTo(definition);
        return definition;
    }

    /** Validates each property, then combinations of properties. */
    public static Config validate(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(DEFINITION, properties);
        EndpointConfig.check(checks);
        BodyConfig.check(checks);
        AuthConfig.check(checks);
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

    public AuthConfig auth() {
        return new AuthConfig(this);
    }

    public DeliveryConfig delivery() {
        return new DeliveryConfig(this);
    }

    public HttpSettings http() {
        WebhookConnectionConfig connection = new WebhookConnectionConfig(this);
        return new HttpSettings(
                delivery().maxInFlight(),
                endpoint().connectTimeout(),
                endpoint().requestTimeout(),
                endpoint().allowsPrivateAddresses(),
                SystemDefaultDnsResolver.INSTANCE,
                connection.proxy(),
                connection.tls());
    }
}
