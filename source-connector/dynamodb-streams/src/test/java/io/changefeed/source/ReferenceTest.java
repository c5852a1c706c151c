/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.localstack.ReferencePage;
import io.changefeed.source.config.SourceConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page that is generated from the configuration's definition; {@code -Dreference.write=true} writes it. */
class ReferenceTest {
    @Test
    void referencePageMatchesTheConfiguration() throws IOException {
        assertThat(new ReferencePage(
                                DynamoDbStreamsSourceConnector.class,
                                "Publishes the changes of DynamoDB tables, as their streams tell them, to Kafka topics.",
                                SourceConfig.reference())
                        .staleness("dynamodb-streams.md", "source-connector/dynamodb-streams"))
                .isEmpty();
    }
}
