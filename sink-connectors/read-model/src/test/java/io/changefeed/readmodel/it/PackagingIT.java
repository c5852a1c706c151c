/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The zip that users install. */
class PackagingIT {
    @Test
    void theZipHoldsPlainJarsAndNeitherTheWorkersOwnNorDrivers() throws IOException {
        String zip = "sink-connectors/read-model/target/changefeed-read-model-" + ChangefeedVersion.text() + ".zip";
        try (ZipFile file = new ZipFile(ProjectFolder.find().resolve(zip).toFile())) {
            List<String> entries = file.stream()
                    .map(entry -> entry.getName().replace("changefeed-read-model/", ""))
                    .toList();

            assertThat(entries)
                    .contains("LICENSE", "NOTICE", "THIRD-PARTY.txt")
                    .anyMatch(entry -> entry.startsWith("changefeed-read-model-"))
                    .anyMatch(entry -> entry.startsWith("changefeed-aws-"))
                    .anyMatch(entry -> entry.startsWith("HikariCP-"))
                    .anyMatch(entry -> entry.startsWith("netty-nio-client-"))
                    .noneMatch(
                            entry -> entry.matches("(connect-|kafka|slf4j|log4j|postgresql|mariadb|DynamoDBLocal).*"));
        }
    }
}
