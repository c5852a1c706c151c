/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Creates clients of the AWS SDK without retries, so that tests see each response. */
final class Sdk {
    private Sdk() {}

    static DynamoDbStreamsClient streams(URI endpoint) {
        return streams(endpoint, Duration.ofSeconds(10));
    }

    static DynamoDbStreamsClient streams(URI endpoint, Duration socketTimeout) {
        return configured(
                        DynamoDbStreamsClient.builder()
                                .httpClientBuilder(
                                        UrlConnectionHttpClient.builder().socketTimeout(socketTimeout)),
                        endpoint)
                .build();
    }

    static DynamoDbClient tables(URI endpoint) {
        return configured(DynamoDbClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()), endpoint)
                .build();
    }

    private static <B extends AwsClientBuilder<B, ?>> B configured(B builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    }
}
