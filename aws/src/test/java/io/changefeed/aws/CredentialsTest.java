/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static io.changefeed.aws.CredentialServers.call;
import static io.changefeed.aws.CredentialServers.failure;
import static io.changefeed.aws.CredentialServers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.connector.ConfigProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Roles and profiles whose credentials cannot be loaded. */
@Timeout(120)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class CredentialsTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/reader";
    private static final Map<String, String> STATIC_KEY =
            Map.of("aws.access.key.id", "AKIAEXAMPLE", "aws.secret.access.key", "secret-of-the-test");

    @TempDir
    private Path folder;

    @RegisterExtension
    private final CredentialServers servers = new CredentialServers();

    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    void failingStsIsTransientAndBlamedOnTheRole(int response) {
        servers.useSts();
        AwsConfig config = role();
        servers.status = response;

        assertThat(AwsErrorClassifier.isTransient(failure(config))).isTrue();
        ConfigProblem problem = problem(config);
        assertThat(problem.property()).isEqualTo("aws.sts.role.arn");
        assertThat(problem.reason()).contains("AWS STS").doesNotContain("secret-of-the-test");

        servers.status = CredentialServers.OK;
        assertThat(call(config)).isEmpty();
    }

    @Test
    void roleThatStsRefusesIsPermanent() {
        servers.useSts();
        servers.status = 403;

        assertThat(AwsErrorClassifier.isTransient(failure(role()))).isFalse();
        ConfigProblem problem = problem(role());
        assertThat(problem.property()).isEqualTo("aws.sts.role.arn");
        assertThat(problem.reason()).contains("(AccessDenied)", "trust policy");
    }

    @Test
    void unreachableStsIsTransientAndNotBlamedOnTheEndpointOfDynamoDb() {
        servers.set("aws.endpointUrlSts", CredentialServers.refusingUrl());

        assertThat(AwsErrorClassifier.isTransient(failure(role()))).isTrue();
        ConfigProblem problem = problem(role());
        assertThat(problem.property()).isEqualTo("aws.sts.role.arn");
        assertThat(problem.reason()).contains("AWS STS is unreachable");
    }

    @Test
    void unknownHostOfStsIsTransientAndBlamedOnTheRole() {
        servers.set("aws.endpointUrlSts", "http://sts.invalid/");

        assertThat(AwsErrorClassifier.isTransient(failure(role()))).isTrue();
        ConfigProblem problem = problem(role());
        assertThat(problem.property()).isEqualTo("aws.sts.role.arn");
        assertThat(problem.reason()).contains("UnknownHostException", "sts.invalid");
    }

    private AwsConfig role() {
        Map<String, String> properties = new HashMap<>(STATIC_KEY);
        properties.put("aws.sts.role.arn", ROLE);
        return servers.config(properties);
    }

    @Test
    void failingCredentialProcessIsTransientAndBlamedOnTheProfile() throws IOException {
        servers.useProfiles(folder);
        Path process = Files.writeString(folder.resolve("process.sh"), "exit 3\n");
        Files.writeString(folder.resolve("config"), "[profile shop]\ncredential_process = /bin/sh " + process + "\n");
        AwsConfig config = servers.config(Map.of("aws.profile", "shop"));

        assertThat(AwsErrorClassifier.isTransient(failure(config))).isTrue();
        assertThat(problem(config).property()).isEqualTo("aws.profile");

        Files.writeString(
                process,
                "echo '{\"Version\":1,\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"s\",\"SessionToken\":\"t\","
                        + "\"Expiration\":\"2126-01-01T00:00:00Z\"}'\n");
        assertThat(call(config)).isEmpty();
    }

    @Test
    void missingProfileIsPermanentAndReportedForTheRoleThatNeedsIt() {
        AwsConfig config = servers.config(Map.of("aws.profile", "absent", "aws.sts.role.arn", ROLE));

        assertThat(AwsErrorClassifier.isTransient(failure(config))).isFalse();
        ConfigProblem problem = problem(config);
        assertThat(problem.property()).isEqualTo("aws.profile");
        assertThat(problem.reason()).contains("absent");
    }

    @Test
    void expiredSessionTokenIsPermanent() {
        servers.dynamoDbError = "ExpiredTokenException";
        Map<String, String> properties = new HashMap<>(STATIC_KEY);
        properties.put("aws.session.token", "token");
        AwsConfig config = servers.config(properties);

        assertThat(AwsErrorClassifier.isTransient(failure(config))).isFalse();
        assertThat(problem(config).property()).isEqualTo("aws.session.token");
    }
}
