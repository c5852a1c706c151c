/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.connector.ConfigProblem;
import java.net.UnknownHostException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.sts.model.StsException;

class AwsConfigProblemsTest {
    @Test
    void unreachableRegionIsReportedOnTheRegion() {
        SdkException unknownHost = SdkClientException.create(
                "Received an UnknownHostException", new UnknownHostException("dynamodb.eu-centrall-1.amazonaws.com"));

        ConfigProblem problem = problem(unknownHost, Map.of("aws.region", "eu-centrall-1"));

        assertThat(problem.property()).isEqualTo("aws.region");
        assertThat(problem.reason())
                .contains("UnknownHostException: dynamodb.eu-centrall-1.amazonaws.com", "'validate.remote=false'");
    }

    @Test
    void timeoutIsReportedOnTheEndpoint() {
        SdkException timeout = ApiCallTimeoutException.create(10_000);

        assertThat(problem(timeout, Map.of("aws.endpoint", "http://localhost:1"))
                        .property())
                .isEqualTo("aws.endpoint");
    }

    @Test
    void unreachableStreamsEndpointIsReportedOnTheProperty() {
        SdkException timeout = ApiCallTimeoutException.create(10_000);
        Map<String, String> endpoints =
                Map.of("aws.endpoint", "http://localhost:1", "aws.streams.endpoint", "http://localhost:2");

        ConfigProblem problem = problem(timeout, endpoints, AwsService.DYNAMODB_STREAMS);

        assertThat(problem.property()).isEqualTo("aws.streams.endpoint");
        assertThat(problem.reason()).contains("DynamoDB Streams is unreachable");
        assertThat(problem(timeout, Map.of("aws.endpoint", "http://localhost:1"), AwsService.DYNAMODB_STREAMS)
                        .property())
                .isEqualTo("aws.endpoint");
    }

    @Test
    void missingFipsEndpointIsReportedOnTheRegion() {
        SdkException unknownHost = SdkClientException.create(
                "Received an UnknownHostException",
                new UnknownHostException("dynamodb-fips.eu-central-1.amazonaws.com"));

        ConfigProblem problem =
                problem(unknownHost, Map.of("aws.region", "eu-central-1", "aws.use.fips.endpoint", "true"));

        assertThat(problem.property()).isEqualTo("aws.region");
        assertThat(problem.reason()).contains("has such endpoints ('aws.use.fips.endpoint')");
    }

    @Test
    void deniedAssumeRoleIsReportedOnTheRole() {
        RuntimeException denied = StsException.builder()
                .awsErrorDetails(
                        AwsErrorDetails.builder().errorCode("AccessDenied").build())
                .statusCode(403)
                .build();

        ConfigProblem problem = problem(
                CredentialsException.of(CredentialsSource.ROLE, denied),
                Map.of("aws.sts.role.arn", "arn:aws:iam::123456789012:role/r"));

        assertThat(problem.property()).isEqualTo("aws.sts.role.arn");
        assertThat(problem.reason()).contains("(AccessDenied)", "trust policy");
    }

    @Test
    void responseWithoutAnErrorCodeIsReportedOnTheEndpoint() {
        SdkException notFound = DynamoDbException.builder().statusCode(404).build();

        ConfigProblem problem = problem(notFound, Map.of("aws.endpoint", "http://localhost:1"));

        assertThat(problem.property()).isEqualTo("aws.endpoint");
        assertThat(problem.reason()).contains("does not respond like DynamoDB (HTTP status 404");
    }

    @Test
    void missingCredentialsAreReportedOnTheirProperty() {
        RuntimeException none = SdkClientException.create("Unable to load credentials");

        assertThat(problem(CredentialsException.of(CredentialsSource.DEFAULT_CHAIN, none), Map.of())
                        .property())
                .isEqualTo("aws.access.key.id");
        assertThat(problem(CredentialsException.of(CredentialsSource.PROFILE, none), Map.of("aws.profile", "shop"))
                        .property())
                .isEqualTo("aws.profile");
    }

    @Test
    void invalidCredentialsOfAProfileAreReportedOnTheProfile() {
        assertThat(problem(error("UnrecognizedClientException", ""), Map.of("aws.profile", "shop"))
                        .property())
                .isEqualTo("aws.profile");
        assertThat(problem(error("InvalidSignatureException", ""), Map.of()).property())
                .isEqualTo("aws.access.key.id");
    }

    @Test
    void messageOfAnInvalidSignatureIsWithheld() {
        ConfigProblem problem = problem(
                error("InvalidSignatureException", "canonical string: x-amz-security-token:AbC"),
                Map.of("aws.access.key.id", "AKIA", "aws.secret.access.key", "x"));

        assertThat(problem.reason()).doesNotContain("AbC");
    }

    private static SdkException error(String code, String message) {
        return DynamoDbException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .statusCode(400)
                .build();
    }

    private static ConfigProblem problem(SdkException failure, Map<String, String> more) {
        return problem(failure, more, AwsService.DYNAMODB);
    }

    private static ConfigProblem problem(SdkException failure, Map<String, String> more, AwsService service) {
        return new AwsConfigProblems(Configs.of(more), service)
                .of(failure, "dynamodb:DescribeTable", "table 'orders'", "tables")
                .orElseThrow();
    }
}
