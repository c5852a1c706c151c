/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.firestore.config.FirestoreConfig;
import io.changefeed.localstack.ReferencePage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page that is generated from the configuration's definition; {@code -Dreference.write=true} writes it. */
class ReferenceTest {
    @Test
    void thePageTellsTheConfigurationAsItIs() throws IOException {
        assertThat(new ReferencePage(
                                FirestoreSinkConnector.class,
                                "Keeps a Firestore database equal to the DynamoDB tables whose topics it reads.",
                                FirestoreConfig.DEFINITION)
                        .staleness("firestore.md", "sink-connectors/firestore"))
                .isEmpty();
    }
}
