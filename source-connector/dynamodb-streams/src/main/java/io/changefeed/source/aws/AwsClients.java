/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.aws;

import io.changefeed.aws.AwsAccess;
import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.aws.AwsService;
import io.changefeed.connector.Closer;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The AWS clients of one connector or task, and the credentials that they share. */
public final class AwsClients implements AutoCloseable {
    private final Closer closer = new Closer();
    private final DynamoDbClient dynamoDb;
    private final DynamoDbStreamsClient streams;

    /** @throws ConnectException when no region is configured and the SDK finds none */
    public AwsClients(AwsConfig config, int maxAttempts) {
        this(config, maxAttempts, Optional.empty());
    }

    /**
     * @param callTimeout for a call with all of its attempts; empty for no limit
     * @throws ConnectException when no region is configured and the SDK finds none
     */
    public AwsClients(AwsConfig config, int maxAttempts, Optional<Duration> callTimeout) {
        RetryStrategy retryStrategy = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(maxAttempts)
                .retryOnException(AwsErrorClassifier::isTransient)
                .build();
        try {
            AwsAccess access = closer.register(new AwsAccess(config, callTimeout));
            dynamoDb = closer.register(access.configure(AwsService.DYNAMODB, DynamoDbClient.builder(), retryStrategy)
                    .build());
            streams = closer.register(
                    access.configure(AwsService.DYNAMODB_STREAMS, DynamoDbStreamsClient.builder(), retryStrategy)
                            .build());
        } catch (RuntimeException | Error e) {
            closer.closeAfter(e);
            throw e;
        }
    }

    public DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    public DynamoDbStreamsClient streams() {
        return streams;
    }

    @Override
    public void close() {
        closer.close();
    }
}
