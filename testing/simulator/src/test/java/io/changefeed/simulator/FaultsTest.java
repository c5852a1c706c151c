/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import static io.changefeed.simulator.Items.item;
import static io.changefeed.simulator.table.KeySchema.KeyType.S;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

class FaultsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void onlyTheNextCallsAreThrottled() {
        stage.simulator.inject(FaultRule.always(Fault.error(ErrorType.LIMIT_EXCEEDED))
                .on(Operation.DESCRIBE_STREAM)
                .times(2));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(stage::describe).isInstanceOf(LimitExceededException.class);
        }
        assertThat(stage.describe().shards()).hasSize(1);
        assertThat(stage.simulator.counts().calls(Operation.DESCRIBE_STREAM)).isEqualTo(3);
        assertThat(stage.simulator.counts().errors(ErrorType.LIMIT_EXCEEDED)).isEqualTo(2);
    }

    @Test
    void shareOfCallsIsThrottled() {
        stage.simulator.inject(FaultRule.always(Fault.error(ErrorType.PROVISIONED_THROUGHPUT_EXCEEDED))
                .share(0.5));

        long throttled = IntStream.range(0, 200)
                .filter(i -> catchThrowable(stage::describe) instanceof AwsServiceException)
                .count();

        assertThat(throttled).isBetween(60L, 140L);
        assertThat(stage.simulator.counts().errors(ErrorType.PROVISIONED_THROUGHPUT_EXCEEDED))
                .isEqualTo(throttled);
    }

    @Test
    void serverErrorIsReportedAsServerError() {
        stage.simulator.inject(FaultRule.always(Fault.error(ErrorType.INTERNAL_SERVER_ERROR)));

        assertThatThrownBy(stage::describe)
                .isInstanceOfSatisfying(
                        InternalServerErrorException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(500));
    }

    @Test
    void accessIsDeniedToOneTableOnly() {
        SimulatedTable other = stage.simulator.createTable("other", KeySchema.of("id", S), ViewType.KEYS_ONLY);
        stage.simulator.inject(
                FaultRule.always(Fault.error(ErrorType.ACCESS_DENIED)).onTable("orders"));

        assertThatThrownBy(stage::describe)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
        assertThat(stage.streams
                        .describeStream(r -> r.streamArn(other.report().arn()))
                        .streamDescription()
                        .tableName())
                .isEqualTo("other");
    }

    @Test
    void connectionIsCutBeforeTheResponse() {
        stage.simulator.inject(
                FaultRule.always(Fault.cut()).on(Operation.DESCRIBE_STREAM).times(2));

        // A client that finds its pooled connection closed may call again by itself.
        assertThatThrownBy(() -> {
                    stage.describe();
                    stage.describe();
                })
                .isInstanceOf(SdkClientException.class);
    }

    @Test
    void connectionIsCutInTheMiddleOfAPage() {
        stage.orders.put(item("a", 1));
        String iterator = stage.trimHorizon(stage.shard());
        stage.simulator.inject(FaultRule.always(Fault.cutHalfWay()).times(1));

        assertThatThrownBy(() -> stage.read(iterator)).isInstanceOf(SdkClientException.class);
        assertThat(stage.read(iterator).records()).hasSize(1);
        assertThat(stage.orders.report().servedAgain()).isEqualTo(1);
    }

    @Test
    void responseIsDelayed() {
        stage.simulator.inject(FaultRule.always(Fault.delay(Duration.ofMillis(150))));

        long before = System.nanoTime();
        stage.describe();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void callHangsUntilTheClientGivesUp() {
        stage.simulator.inject(FaultRule.always(Fault.hang()).times(1));

        try (DynamoDbStreamsClient hasty = Sdk.streams(stage.simulator.endpoint(), Duration.ofMillis(200))) {
            assertThatThrownBy(() -> hasty.listStreams(r -> {})).isInstanceOf(SdkClientException.class);
        }
        assertThat(stage.streams.listStreams(r -> {}).streams()).hasSize(1);
    }

    @Test
    void heldResponseShowsTheStateOfItsCall() throws Exception {
        String iterator = stage.trimHorizon(stage.shard());
        stage.simulator.inject(FaultRule.always(Fault.hold()).times(1));
        CompletableFuture<Integer> records = CompletableFuture.supplyAsync(
                () -> stage.read(iterator).records().size());
        await().atMost(PATIENCE).until(() -> stage.simulator.counts().held() == 1);

        stage.orders.put(item("a", 1));
        assertThat(records).isNotDone();
        stage.simulator.clearFaults();

        assertThat(records).succeedsWithin(PATIENCE).isEqualTo(0);
    }

    @Test
    void faultsEndWhenTheyAreCleared() {
        stage.simulator.inject(FaultRule.always(Fault.error(ErrorType.THROTTLING)));
        stage.simulator.clearFaults();

        assertThat(stage.describe().shards()).hasSize(1);
    }
}
