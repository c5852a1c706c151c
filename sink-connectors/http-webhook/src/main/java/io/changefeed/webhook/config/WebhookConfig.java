/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import io.changefeed.config.PropertyChecks;
import io.changefeed.webhook.http.Settings;
import java.util.Map;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;

/** The properties of the HTTP webhook sink connector: one class for each group of them. */
public final class WebhookConfig extends AbstractConfig {
    public static final ConfigDef DEFINITION = definition();

    public WebhookConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
    }

    private static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        EndpointConfig.addTo(definition);
        BodyConfig.addTo(definition);
        AuthConfig.addTo(definition);
        ConnectionConfig.addTo(definition);
        return definition;
    }

    /** Checks every property by itself, and those that depend on each other together. */
    public static Config validate(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(DEFINITION, properties);
        EndpointConfig.check(checks);
        AuthConfig.check(checks);
        ConnectionConfig.check(checks, properties);
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

    /**
     * What the HTTP client is told.
     *
     * @param connections the most at a time
     */
    public Settings http(int connections) {
        ConnectionConfig connection = new ConnectionConfig(this);
        return new Settings(
                connections,
                endpoint().connectTimeout(),
                endpoint().requestTimeout(),
                endpoint().allowsPrivateAddresses(),
                SystemDefaultDnsResolver.INSTANCE,
                connection.proxy(),
                connection.tls());
    }
}
