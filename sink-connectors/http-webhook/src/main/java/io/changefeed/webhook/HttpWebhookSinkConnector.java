/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.delivery.DeliverySinkConnector;
import io.changefeed.webhook.config.WebhookConfig;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/** Sends change events to a URL by HTTP POST. */
public final class HttpWebhookSinkConnector extends DeliverySinkConnector {
    @Override
    public ConfigDef config() {
        return WebhookConfig.DEFINITION;
    }

    /** Does not send a request, because an endpoint would take it for an event. */
    @Override
    public Config validate(Map<String, String> connectorProperties) {
        return WebhookConfig.validate(connectorProperties);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return HttpWebhookSinkTask.class;
    }
}
