/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.localstack.ReferencePage;
import io.changefeed.readmodel.DynamoDbReadModelSinkConnector;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page that is generated from the configuration's definition; {@code -Dreference.write=true} writes it. */
class ReferenceTest {
    @Test
    void thePageTellsTheConfigurationAsItIs() throws IOException {
        assertThat(new ReferencePage(
                                DynamoDbReadModelSinkConnector.class,
                                "Keeps a table of DynamoDB that is made for reading equal to a projection of the DynamoDB"
                                        + " tables whose topics it reads.",
                                DynamoDbReadModelConfig.reference())
                        .staleness("read-model-dynamodb.md", "sink-connectors/read-model"))
                .isEmpty();
    }
}
