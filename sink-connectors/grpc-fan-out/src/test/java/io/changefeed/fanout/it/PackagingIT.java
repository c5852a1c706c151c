/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.it;

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
    void theZipHoldsPlainJarsAndNoneOfTheWorkersOwn() throws IOException {
        String zip = "sink-connectors/grpc-fan-out/target/changefeed-grpc-fan-out-" + ChangefeedVersion.text() + ".zip";
        try (ZipFile file = new ZipFile(ProjectFolder.find().resolve(zip).toFile())) {
            List<String> entries = file.stream()
                    .map(entry -> entry.getName().replace("changefeed-grpc-fan-out/", ""))
                    .toList();

            assertThat(entries)
                    .contains("LICENSE", "NOTICE", "THIRD-PARTY.txt")
                    .anyMatch(entry -> entry.startsWith("changefeed-grpc-fan-out-"))
                    .anyMatch(entry -> entry.startsWith("changefeed-grpc-api-"))
                    .anyMatch(entry -> entry.startsWith("grpc-netty-shaded-"))
                    .noneMatch(entry -> entry.matches("(connect-|kafka|slf4j|log4j).*"));
        }
    }
}
