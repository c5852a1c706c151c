/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.delivery.DeliverySinkTask;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.webhook.config.WebhookConfig;
import java.time.Clock;
import java.util.Map;

/** Delivers change events to an HTTP endpoint. */
public final class HttpWebhookSinkTask extends DeliverySinkTask<WebhookConfig> {
    @Override
    protected WebhookConfig config(Map<String, String> properties) {
        return new WebhookConfig(properties);
    }

    @Override
    protected Destination<?> destination(WebhookConfig config) {
        return WebhookDestination.open(config, Clock.systemUTC());
    }
}
