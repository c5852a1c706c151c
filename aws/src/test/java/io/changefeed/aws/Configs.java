/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Creates configurations that consist of {@code aws.*} properties only. */
final class Configs {
    private Configs() {}

    static AwsConfig of(Map<String, String> properties) {
        ConfigDef definition = new ConfigDef();
        AwsConfig.addTo(definition);
        AwsEndpointConfig.addStreamsTo(definition);
        return new AwsConfig(new AbstractConfig(definition, properties));
    }
}
