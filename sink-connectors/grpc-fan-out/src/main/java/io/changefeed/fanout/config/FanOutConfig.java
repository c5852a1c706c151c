/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.config;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.config.DeadLetterConfig;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The configuration of the gRPC fan-out sink connector, with one class for each group of properties. */
public final class FanOutConfig extends AbstractConfig {
    public static final ConfigDef DEFINITION = definition();

    private static final String CLIENT_ID_OVERRIDE = "consumer.override.client.id";

    public FanOutConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
    }

    private static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        ServerConfig.addTo(definition);
        SecurityConfig.addTo(definition);
        StreamingConfig.addTo(definition);
        ConfigForm form = new ConfigForm(definition);
        ServerConfig.addConditions(form);
        SecurityConfig.addConditions(form);
        return form.complete();
    }

    /** Validates each property and the dependencies between them. */
    public static PropertyChecks check(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(DEFINITION, properties);
        ServerConfig.check(checks);
        SecurityConfig.check(checks);
        StreamingConfig.check(checks);
        DeadLetterConfig.check(checks);
        return checks;
    }

    /** Whether clients on other machines can connect without TLS and without a token. */
    public boolean isOpenToNetwork() {
        return acceptsClearText() && security().tokens().isEmpty();
    }

    /**
     * Whether clients on other machines send their tokens without encryption. Not an error, because a proxy in front of
     * the server can terminate TLS.
     */
    public boolean sendsTokensInClearText() {
        return acceptsClearText() && security().tokens().isPresent();
    }

    private boolean acceptsClearText() {
        return !server().isLoopback() && security().certificates().isEmpty();
    }

    /** The {@code client.id} of the consumer that Connect creates for the only task of this connector. */
    public String consumerClientId() {
        Map<String, String> properties = originalsStrings();
        return properties.getOrDefault(
                CLIENT_ID_OVERRIDE, "connector-consumer-" + properties.getOrDefault("name", "") + "-0");
    }

    public ServerConfig server() {
        return new ServerConfig(this);
    }

    public SecurityConfig security() {
        return new SecurityConfig(this);
    }

    public DeadLetterConfig deadLetters() {
        return DeadLetterConfig.of(originals());
    }

    public StreamingConfig streaming() {
        return new StreamingConfig(this);
    }
}
