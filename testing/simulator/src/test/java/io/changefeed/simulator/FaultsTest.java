/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import static io.changefeed.simulator.Items.item;
import static io.changefeed.simulator.table.KeySchema.KeyType.S;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.changefeed.simulator.control.ShardReport;
import io.changefeed.simulator.control.StreamReport;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

class FaultsTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @RegisterExtension
    final SimulatorFixture fixture = new SimulatorFixture();

    @Test
    void onlyTheNextCallsAreThrottled() {
        fixture.simulator.inject(FaultRule.always(Fault.error(ErrorType.LIMIT_EXCEEDED))
                .on(Operation.DESCRIBE_STREAM)
                .times(2));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(fixture::describe).isInstanceOf(LimitExceededException.class);
        }
        assertThat(fixture.describe().shards()).hasSize(1);
        assertThat(fixture.simulator.counts().calls(Operation.DESCRIBE_STREAM)).isEqualTo(3);
        assertThat(fixture.simulator.counts().errors(ErrorType.LIMIT_EXCEEDED)).isEqualTo(2);
    }

    @Test
    void shareOfCallsIsThrottled() {
        fixture.simulator.inject(FaultRule.always(Fault.error(ErrorType.PROVISIONED_THROUGHPUT_EXCEEDED))
                .share(0.5));

        long throttled = IntStream.range(0, 200)
                .filter(i -> catchThrowable(fixture::describe) instanceof AwsServiceException)
                .count();

        assertThat(throttled).isBetween(60L, 140L);
        assertThat(fixture.simulator.counts().errors(ErrorType.PROVISIONED_THROUGHPUT_EXCEEDED))
                .isEqualTo(throttled);
    }

    @Test
    void serverErrorIsReportedAsServerError() {
        fixture.simulator.inject(FaultRule.always(Fault.error(ErrorType.INTERNAL_SERVER_ERROR)));

        assertThatThrownBy(fixture::describe)
                .isInstanceOfSatisfying(
                        InternalServerErrorException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(500));
    }

    @Test
    void accessIsDeniedToOneTableOnly() {
        SimulatedTable other = fixture.simulator.createTable("other", KeySchema.of("id", S), ViewType.KEYS_ONLY);
        fixture.simulator.inject(
                FaultRule.always(Fault.error(ErrorType.ACCESS_DENIED)).onTable("orders"));

        assertThatThrownBy(fixture::describe)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
        assertThat(fixture.streams
                        .describeStream(r -> r.streamArn(other.report().arn()))
                        .streamDescription()
                        .tableName())
                .isEqualTo("other");
    }

    @Test
    void connectionIsCutBeforeTheResponse() {
        fixture.simulator.inject(
                FaultRule.always(Fault.cut()).on(Operation.DESCRIBE_STREAM).times(2));

        // A client that finds its pooled connection closed can retry the call.
        assertThatThrownBy(() -> {
                    fixture.describe();
                    fixture.describe();
                })
                .isInstanceOf(SdkClientException.class);
    }

    @Test
    void connectionIsCutInTheMiddleOfAPage() {
        fixture.orders.put(item("a", 1));
        String iterator = fixture.trimHorizon(fixture.shard());
        fixture.simulator.inject(FaultRule.always(Fault.cutHalfWay()).times(1));

        assertThatThrownBy(() -> fixture.read(iterator)).isInstanceOf(SdkClientException.class);
        assertThat(fixture.read(iterator).records()).hasSize(1);
        assertThat(fixture.orders.report().servedAgain()).isEqualTo(1);
    }

    @Test
    void responseIsDelayed() {
        fixture.simulator.inject(FaultRule.always(Fault.delay(Duration.ofMillis(150))));

        long before = System.nanoTime();
        fixture.describe();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void callHangsUntilTheClientGivesUp() {
        fixture.simulator.inject(FaultRule.always(Fault.hang()).times(1));

        try (DynamoDbStreamsClient clientWithShortTimeout =
                Sdk.streams(fixture.simulator.endpoint(), Duration.ofMillis(200))) {
            assertThatThrownBy(() -> clientWithShortTimeout.listStreams(r -> {}))
                    .isInstanceOf(SdkClientException.class);
        }
        assertThat(fixture.streams.listStreams(r -> {}).streams()).hasSize(1);
    }

    @Test
    void heldResponseShowsTheStateOfItsCall() throws Exception {
        String iterator = fixture.trimHorizon(fixture.shard());
        fixture.simulator.inject(FaultRule.always(Fault.hold()).times(1));
        CompletableFuture<Integer> records = CompletableFuture.supplyAsync(
                () -> fixture.read(iterator).records().size());
        await().atMost(TIMEOUT).until(() -> fixture.simulator.counts().held() == 1);

        fixture.orders.put(item("a", 1));
        assertThat(records).isNotDone();
        fixture.simulator.clearFaults();

        assertThat(records).succeedsWithin(TIMEOUT).isEqualTo(0);
    }

    @Test
    void faultEndsAfterItsTime() {
        fixture.simulator.inject(
                FaultRule.always(Fault.error(ErrorType.INTERNAL_SERVER_ERROR)).lasting(Duration.ofHours(1)));

        assertThatThrownBy(fixture::describe).isInstanceOf(InternalServerErrorException.class);
        fixture.simulator.advance(Duration.ofHours(1));
        assertThat(fixture.describe().shards()).hasSize(1);
    }

    @Test
    void onePageOfAListingIsThrottled() {
        fixture.orders.addGoneShards(249);
        fixture.simulator.inject(FaultRule.always(Fault.error(ErrorType.THROTTLING))
                .on(Operation.DESCRIBE_STREAM)
                .onPage(2)
                .times(1));

        assertThatThrownBy(fixture::listingPages)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.isThrottlingException()).isTrue());
        assertThat(fixture.simulator.counts().calls(Operation.DESCRIBE_STREAM)).isEqualTo(2);
        assertThat(fixture.listingPages()).containsExactly(100, 100, 50);
    }

    @Test
    void describeStreamIsLimitedToTenCallsASecond() throws IOException {
        Clock stopped = Clock.fixed(Instant.EPOCH.plus(Duration.ofDays(20_000)), ZoneOffset.UTC);
        try (Simulator simulator = Simulator.start(0, 0, stopped);
                DynamoDbStreamsClient streams = Sdk.streams(simulator.endpoint())) {
            String arn = simulator
                    .createTable("orders", KeySchema.of("id", S), ViewType.KEYS_ONLY)
                    .report()
                    .arn();
            FaultRule.AWS_LIMITS.forEach(simulator::inject);

            assertThat(served(30, () -> streams.describeStream(r -> r.streamArn(arn))))
                    .isEqualTo(10);
            simulator.advance(Duration.ofMillis(500));
            assertThat(served(30, () -> streams.describeStream(r -> r.streamArn(arn))))
                    .isEqualTo(5);
            assertThat(simulator.counts().errors(ErrorType.THROTTLING)).isEqualTo(45);
        }
    }

    @Test
    void getRecordsIsLimitedToFiveCallsASecondForEachShard() throws IOException {
        Clock stopped = Clock.fixed(Instant.EPOCH.plus(Duration.ofDays(20_000)), ZoneOffset.UTC);
        try (Simulator simulator = Simulator.start(0, 0, stopped);
                DynamoDbStreamsClient streams = Sdk.streams(simulator.endpoint())) {
            StreamReport stream = simulator
                    .createTable("orders", KeySchema.of("id", S), ViewType.KEYS_ONLY, 2)
                    .report();
            FaultRule.AWS_LIMITS.forEach(simulator::inject);

            for (ShardReport shard : stream.shards()) {
                String iterator = streams.getShardIterator(r -> r.streamArn(stream.arn())
                                .shardId(shard.id())
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator();
                assertThat(served(20, () -> streams.getRecords(r -> r.shardIterator(iterator))))
                        .isEqualTo(5);
            }
            assertThat(simulator.counts().errors(ErrorType.LIMIT_EXCEEDED)).isEqualTo(30);
        }
    }

    @Test
    void faultCanApplyToOneOfTwoTablesOfOneName() {
        String arn = "arn:aws:dynamodb:us-east-1:111122223333:table/orders";
        SimulatedTable theirs = fixture.simulator.createTable(arn, KeySchema.of("id", S), ViewType.KEYS_ONLY);
        fixture.simulator.inject(
                FaultRule.always(Fault.error(ErrorType.ACCESS_DENIED)).onTable(arn));

        assertThatThrownBy(() -> fixture.streams.describeStream(
                        r -> r.streamArn(theirs.report().arn())))
                .isInstanceOf(AwsServiceException.class);
        assertThat(fixture.describe().shards()).hasSize(1);
    }

    private static long served(int calls, Runnable call) {
        return IntStream.range(0, calls)
                .filter(i -> catchThrowable(call::run) == null)
                .count();
    }

    @Test
    void faultsEndWhenTheyAreCleared() {
        fixture.simulator.inject(FaultRule.always(Fault.error(ErrorType.THROTTLING)));
        fixture.simulator.clearFaults();

        assertThat(fixture.describe().shards()).hasSize(1);
    }
}
