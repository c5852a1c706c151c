/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.localstack.ReferencePage;
import io.changefeed.webhook.config.WebhookConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page that is generated from the configuration's definition; {@code -Dreference.write=true} writes it. */
class ReferenceTest {
    @Test
    void thePageTellsTheConfigurationAsItIs() throws IOException {
        assertThat(new ReferencePage(
                                HttpWebhookSinkConnector.class,
                                "Posts change events to a URL. Connect's own properties of a sink, `topics` for one, come on"
                                        + " top.",
                                WebhookConfig.DEFINITION)
                        .staleness("http-webhook.md", "sink-connectors/http-webhook"))
                .isEmpty();
    }
}
