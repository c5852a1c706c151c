/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** The zip that users install. */
class PackagingIT {
    private static final String NAME = "changefeed-http-webhook";
    private static final Path ZIP = ProjectFolder.find()
            .resolve("sink-connectors/http-webhook/target/" + NAME + "-" + ChangefeedVersion.text() + ".zip");

    @Test
    void theZipHoldsPlainJarsAndNoneOfTheWorkersOwn() throws IOException {
        List<String> entries = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(ZIP))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.add(entry.getName().replace(NAME + "/", ""));
            }
        }
        assertThat(entries)
                .contains("LICENSE", "NOTICE", "THIRD-PARTY.txt")
                .anyMatch(entry -> entry.startsWith("changefeed-http-webhook-"))
                .anyMatch(entry -> entry.startsWith("changefeed-delivery-"))
                .anyMatch(entry -> entry.startsWith("httpclient5-"))
                .anyMatch(entry -> entry.startsWith("cloudevents-core-"))
                .noneMatch(entry -> entry.matches("(connect-|kafka|slf4j|log4j|netty|changefeed-dynamodb).*"));
    }
}
