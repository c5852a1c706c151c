/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsAccess;
import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.AwsService;
import io.changefeed.connector.Closer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** A DynamoDB client together with the threads and credentials that it uses, which are closed with it. */
final class ManagedDynamoDbClient implements AutoCloseable {
    /** Timeout of a call, including its retries. */
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);

    /** Longer than a call, so that a call that waits for a connection fails with a timeout, which is retriable. */
    private static final Duration CONNECTION_ACQUISITION_TIMEOUT = CALL_TIMEOUT.multipliedBy(3);

    private static final int MAX_ATTEMPTS = 3;
    private static final int MAX_CONNECTIONS = 200;

    private final Closer closer = new Closer();
    private final DynamoDbAsyncClient client;

    /**
     * Creates a client.
     *
     * @param callTimeout the time limit of a call, including its retries
     * @throws ConnectException if no region is configured and the SDK finds none
     */
    ManagedDynamoDbClient(AwsConfig config, Duration callTimeout) {
        try {
            client = open(config, callTimeout);
        } catch (RuntimeException | Error e) {
            closer.closeAfter(e);
            throw e;
        }
    }

    private DynamoDbAsyncClient open(AwsConfig config, Duration callTimeout) {
        AwsAccess access = closer.register(new AwsAccess(config, Optional.of(callTimeout)));
        // Not left to the SDK, whose client waits two seconds when it is closed; a task has little more time to stop.
        SdkEventLoopGroup eventLoops = SdkEventLoopGroup.builder().build();
        AutoCloseable shutdown = () -> {
            Future<?> unused = eventLoops.eventLoopGroup().shutdownGracefully(200, 1000, TimeUnit.MILLISECONDS);
        };
        closer.register(shutdown);
        // Adaptive: limits the call rate while the table throttles.
        return closer.register(access.configure(
                        AwsService.DYNAMODB,
                        DynamoDbAsyncClient.builder(),
                        AwsRetryStrategy.adaptiveRetryStrategy().toBuilder()
                                .maxAttempts(MAX_ATTEMPTS)
                                .retryOnException(DynamoDbErrorClassifier::isTransient)
                                .build())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(eventLoops)
                        .maxConcurrency(MAX_CONNECTIONS)
                        .maxPendingConnectionAcquires(Integer.MAX_VALUE)
                        .connectionAcquisitionTimeout(CONNECTION_ACQUISITION_TIMEOUT))
                .build());
    }

    DynamoDbAsyncClient client() {
        return client;
    }

    @Override
    public void close() {
        closer.close();
    }
}
