/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.local.ProjectFolder;
import io.changefeed.local.ReferencePage;
import io.changefeed.source.config.SourceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page that is generated from the configuration's definition; {@code -Dreference.write=true} writes it. */
class ReferenceTest {
    private static final String WRITE = "mvn test -pl source-connector/dynamodb-streams -am -Dtest=ReferenceTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dreference.write=true";

    @Test
    void thePageTellsTheConfigurationAsItIs() throws IOException {
        Path file = ProjectFolder.find().resolve("config/reference/dynamodb-streams.md");
        String page = new ReferencePage(
                        DynamoDbStreamsSourceConnector.class,
                        "Publishes the changes of DynamoDB tables, as their streams tell them, to Kafka topics.",
                        SourceConfig.reference())
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
