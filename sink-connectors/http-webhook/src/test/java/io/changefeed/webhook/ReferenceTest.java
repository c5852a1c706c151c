/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.local.ProjectFolder;
import io.changefeed.local.ReferencePage;
import io.changefeed.webhook.config.WebhookConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page that is generated from the configuration's definition; {@code -Dreference.write=true} writes it. */
class ReferenceTest {
    private static final String WRITE = "mvn test -pl sink-connectors/http-webhook -am -Dtest=ReferenceTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dreference.write=true";

    @Test
    void thePageTellsTheConfigurationAsItIs() throws IOException {
        Path file = ProjectFolder.find().resolve("config/reference/http-webhook.md");
        String page = new ReferencePage(
                        HttpWebhookSinkConnector.class,
                        "Posts change events to a URL. Connect's own properties of a sink, `topics` for one, come on"
                                + " top.",
                        WebhookConfig.DEFINITION)
                .markdown();
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(file, page);
        }

        assertThat(file)
                .as("a page that is stale is written anew by: " + WRITE)
                .content()
                .isEqualTo(page);
    }
}
