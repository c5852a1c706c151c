/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.it;

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
    void theZipHoldsPlainJarsNoneOfTheWorkersOwnAndNobodyElsesSinks() throws IOException {
        String zip = "transforms/target/changefeed-transforms-" + ChangefeedVersion.text() + ".zip";
        try (ZipFile file = new ZipFile(ProjectFolder.find().resolve(zip).toFile())) {
            List<String> jars = file.stream()
                    .map(entry -> entry.getName().replace("changefeed-transforms/", ""))
                    .filter(entry -> !entry.isEmpty())
                    .toList();

            assertThat(jars)
                    .contains("LICENSE", "NOTICE", "THIRD-PARTY.txt")
                    .anyMatch(entry -> entry.startsWith("changefeed-transforms-"))
                    .allMatch(entry -> entry.matches("(LICENSE|NOTICE|THIRD-PARTY.txt"
                            + "|(changefeed-transforms|changefeed-change-event|jackson-core|jspecify)-.*\\.jar)"));
        }
    }
}
