/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.firestore.config.FirestoreConfig;
import io.changefeed.local.ProjectFolder;
import io.changefeed.local.ReferencePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page that is generated from the configuration's definition; {@code -Dreference.write=true} writes it. */
class ReferenceTest {
    private static final String WRITE = "mvn test -pl sink-connectors/firestore -am -Dtest=ReferenceTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dreference.write=true";

    @Test
    void thePageTellsTheConfigurationAsItIs() throws IOException {
        Path file = ProjectFolder.find().resolve("config/reference/firestore.md");
        String page = new ReferencePage(
                        FirestoreSinkConnector.class,
                        "Keeps a Firestore database equal to the DynamoDB tables whose topics it reads.",
                        FirestoreConfig.DEFINITION)
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
