/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.localstack.ReferencePage;
import io.changefeed.readmodel.JdbcReadModelSinkConnector;
import io.changefeed.readmodel.sql.config.JdbcConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page that is generated from the configuration's definition; {@code -Dreference.write=true} writes it. */
class ReferenceTest {
    @Test
    void thePageTellsTheConfigurationAsItIs() throws IOException {
        assertThat(new ReferencePage(
                                JdbcReadModelSinkConnector.class,
                                "Keeps a table of PostgreSQL, MySQL or MariaDB equal to a projection of the DynamoDB tables"
                                        + " whose topics it reads.",
                                JdbcConfig.reference())
                        .staleness("read-model-jdbc.md", "sink-connectors/read-model"))
                .isEmpty();
    }
}
