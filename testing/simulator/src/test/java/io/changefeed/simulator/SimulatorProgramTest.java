/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import static io.changefeed.simulator.Items.item;
import static io.changefeed.simulator.table.KeySchema.KeyType.S;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.ListingDelay;
import io.changefeed.simulator.stream.Reading;
import io.changefeed.simulator.stream.Rotation;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

class SimulatorProgramTest {
    private static final Duration BEHIND = Duration.ofDays(2);

    private static Process process;
    private static Simulator simulator;
    private static DynamoDbStreamsClient client;

    @BeforeAll
    static void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulatorProgram.class.getName(),
                        "0",
                        "0",
                        BEHIND.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        simulator = Simulator.connect(URI.create(output.readLine()));
        client = Sdk.streams(simulator.endpoint());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        client.close();
        process.destroyForcibly().waitFor();
    }

    @Test
    void scriptControlsSimulatorInAnotherProcess() {
        SimulatedTable orders = simulator.createTable("orders", KeySchema.of("id", S), ViewType.NEW_AND_OLD_IMAGES, 2);
        orders.rotation(Rotation.every(50).splittingEvery(3));
        orders.listing(Listing.IMMEDIATE.withChildren(ListingDelay.of(Duration.ofSeconds(1))));
        orders.reading(Reading.DEFAULT.withReaders(4, Duration.ofSeconds(2)));
        int records = orders.generate(500, 20);

        assertThat(orders.oracle().size())
                .isEqualTo(records)
                .isEqualTo(orders.report().records());
        assertThat(orders.report().open()).hasSizeGreaterThan(2);
        assertThat(orders.items()).isNotEmpty();
    }

    @Test
    void clockStartsInThePast() {
        SimulatedTable table = simulator.createTable("past", KeySchema.of("id", S), ViewType.KEYS_ONLY);
        table.put(item("a", 1));

        assertThat(read(table.report().arn(), table.report().open().get(0).id()).records())
                .singleElement()
                .satisfies(change -> assertThat(change.dynamodb().approximateCreationDateTime())
                        .isBefore(Instant.now().minus(Duration.ofDays(1))));
    }

    @Test
    void lastPageOfRotatedShardHasRecords() {
        SimulatedTable table = simulator.createTable("rotated", KeySchema.of("id", S), ViewType.KEYS_ONLY);
        table.put(item("a", 1));
        String parent = table.report().open().get(0).id();
        String child = table.rotate(parent);

        GetRecordsResponse page = read(table.report().arn(), parent);

        assertThat(page.records()).hasSize(1);
        assertThat(page.nextShardIterator()).isNull();
        assertThat(table.split(child)).hasSize(2);
        assertThat(table.rotateAll()).hasSize(2);
        assertThat(table.report().shards().get(0).finished()).isPresent();
    }

    @Test
    void faultsAndCountsWorkAcrossProcesses() {
        String arn = simulator
                .createTable("faulty", KeySchema.of("id", S), ViewType.KEYS_ONLY)
                .report()
                .arn();
        simulator.inject(FaultRule.always(Fault.error(ErrorType.LIMIT_EXCEEDED))
                .on(Operation.DESCRIBE_STREAM)
                .onTable("faulty")
                .times(1));

        assertThatThrownBy(() -> client.describeStream(r -> r.streamArn(arn)))
                .isInstanceOf(LimitExceededException.class);
        assertThat(simulator.counts().errors(ErrorType.LIMIT_EXCEEDED)).isEqualTo(1);
        simulator.clearFaults();
    }

    @Test
    void errorMessageContainsTheRemedy() {
        assertThatThrownBy(() -> simulator.table("absent").generate(1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("generate: no table 'absent': create it first");
    }

    @Test
    void commandsCanBePostedAsJson() throws Exception {
        List<String> bodies = List.of(
                "createTable {\"table\":\"by-hand\",\"keySchema\":{\"partition\":{\"name\":\"id\",\"type\":\"S\"}}}",
                "enableStream {\"table\":\"by-hand\",\"viewType\":\"NEW_IMAGE\",\"shards\":1}",
                "inject {\"rule\":{\"fault\":{\"kind\":\"delay\",\"time\":\"PT0.001S\"},\"times\":1,\"share\":1}}",
                "advance {\"time\":\"PT1H\"}");
        for (String body : bodies) {
            String[] command = body.split(" ", 2);
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(simulator.endpoint().resolve("/control/" + command[0]))
                                    .POST(HttpRequest.BodyPublishers.ofString(command[1]))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        }

        assertThat(simulator.table("by-hand").report().shards()).hasSize(1);
    }

    private static GetRecordsResponse read(String arn, String shard) {
        String iterator = client.getShardIterator(
                        r -> r.streamArn(arn).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        return client.getRecords(r -> r.shardIterator(iterator));
    }
}
