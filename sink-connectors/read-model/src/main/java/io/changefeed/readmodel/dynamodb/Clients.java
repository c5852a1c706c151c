/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsAccess;
import io.changefeed.aws.AwsErrorClassifier;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** A client of DynamoDB, and the credentials that it uses. */
final class Clients implements AutoCloseable {
    /** With all of its attempts. */
    static final Duration LONGEST_CALL = Duration.ofSeconds(20);

    /** Longer, so that a call that waits for a connection ends as one that took too long, which passes. */
    private static final Duration LONGEST_WAIT = LONGEST_CALL.multipliedBy(3);

    private static final int ATTEMPTS = 3;
    private static final int CONNECTIONS = 200;

    private final AwsAccess access;

    /** Ours, not the client's: that would wait for two seconds when it is closed, and a task has hardly more for its end. */
    private final SdkEventLoopGroup threads = SdkEventLoopGroup.builder().build();

    private final DynamoDbAsyncClient dynamoDb;

    Clients(AwsAccess access) {
        this.access = access;
        // Adaptive: where the table throttles, calls are sent as slowly as it takes them.
        dynamoDb = access.configure(
                        DynamoDbAsyncClient.builder(),
                        AwsRetryStrategy.adaptiveRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .retryOnException(AwsErrorClassifier::isTransient)
                                .build())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(threads)
                        .maxConcurrency(CONNECTIONS)
                        .maxPendingConnectionAcquires(Integer.MAX_VALUE)
                        .connectionAcquisitionTimeout(LONGEST_WAIT))
                .build();
    }

    DynamoDbAsyncClient dynamoDb() {
        return dynamoDb;
    }

    @Override
    public void close() {
        dynamoDb.close();
        Future<?> unused = threads.eventLoopGroup().shutdownGracefully(200, 1000, TimeUnit.MILLISECONDS);
        access.close();
    }
}
