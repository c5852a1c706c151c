/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.changefeed.source.config.AwsConfig;
import io.changefeed.source.config.SourceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class AwsClientsTest {
    private static final String CONFIG_FILE = ProfileFileSystemSetting.AWS_CONFIG_FILE.property();

    @TempDir
    private Path folder;

    @BeforeEach
    void writeProfiles() throws IOException {
        Path file = folder.resolve("config");
        Files.writeString(file, "[default]\nregion = eu-west-1\n[profile shop]\nregion = eu-central-1\n");
        System.setProperty(CONFIG_FILE, file.toString());
    }

    @AfterEach
    void forgetProfiles() {
        System.clearProperty(CONFIG_FILE);
    }

    @Test
    void aProfileGivesItsRegionToo() {
        // The environment's region goes before a profile's.
        assumeTrue(System.getenv("AWS_REGION") == null);

        assertThat(region(Map.of("aws.profile", "shop"))).isEqualTo("eu-central-1");
        assertThat(region(Map.of())).isEqualTo("eu-west-1");
    }

    @Test
    void theRegionThatIsConfiguredComesFirst() {
        assertThat(region(Map.of("aws.profile", "shop", "aws.region", "us-east-1")))
                .isEqualTo("us-east-1");
    }

    private static String region(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(Map.of("tables", "orders", "topic.prefix", "shop"));
        properties.putAll(more);
        AwsConfig config = new SourceConfig(properties).aws();
        try (AwsClients clients = new AwsClients(config, 1)) {
            return clients.streams().serviceClientConfiguration().region().id();
        }
    }
}
