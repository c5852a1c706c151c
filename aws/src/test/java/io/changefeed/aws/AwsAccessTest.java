/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class AwsAccessTest {
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
    void clearProfiles() {
        System.clearProperty(CONFIG_FILE);
    }

    @Test
    void profileProvidesItsRegion() {
        // The region of the environment takes precedence over that of a profile.
        assumeTrue(System.getenv("AWS_REGION") == null);

        assertThat(region(Map.of("aws.profile", "shop"))).isEqualTo("eu-central-1");
        assertThat(region(Map.of())).isEqualTo("eu-west-1");
    }

    @Test
    void configuredRegionTakesPrecedence() {
        assertThat(region(Map.of("aws.profile", "shop", "aws.region", "us-east-1")))
                .isEqualTo("us-east-1");
    }

    private static String region(Map<String, String> more) {
        try (AwsAccess access = new AwsAccess(Configs.of(more), Optional.empty());
                DynamoDbClient client = access.configure(
                                AwsService.DYNAMODB, DynamoDbClient.builder(), AwsRetryStrategy.standardRetryStrategy())
                        .build()) {
            return client.serviceClientConfiguration().region().id();
        }
    }
}
