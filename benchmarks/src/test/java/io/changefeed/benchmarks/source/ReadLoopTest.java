/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.benchmarks.measure.Throughput;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.Simulator;
import io.changefeed.simulator.control.ShardReport;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

class ReadLoopTest {
    private static final int SHARDS = 3;
    private static final int RECORDS = 1_200;

    private Simulator simulator;
    private SimulatedTable table;
    private DynamoDbStreamsClient client;
    private ReadLoop loop;

    @BeforeEach
    void fillATable() throws IOException {
        simulator = Simulator.start();
        table = simulator.createTable("orders", KeySchema.of("id", KeyType.S), ViewType.NEW_AND_OLD_IMAGES, SHARDS);
        table.fill(RECORDS, 100, 1_000);
        client = SourceSpeed.client(simulator.endpoint());
        List<String> shards =
                table.report().shards().stream().map(ShardReport::id).toList();
        loop = new ReadLoop(client, table.report().arn(), shards, 2);
    }

    @AfterEach
    void close() {
        client.close();
        simulator.close();
    }

    @Test
    void sdkPagesContainEveryRecordOnce() {
        Throughput read = loop.read(new SdkPages(client), Integer.MAX_VALUE);

        assertThat(read.records()).isEqualTo(SHARDS * RECORDS);
        assertThat(read.bytes()).isBetween(2_000L * SHARDS * RECORDS, 2_100L * SHARDS * RECORDS);
        assertThat(table.report().servedAgain()).isZero();
    }

    @Test
    void rawPagesContainEveryRecordOnce() {
        loop.read(new RawPages(simulator.endpoint()), Integer.MAX_VALUE);

        assertThat(table.report().served()).isEqualTo(SHARDS * RECORDS);
        assertThat(table.report().servedAgain()).isZero();
    }

    @Test
    void readsALimitedNumberOfPagesPerShard() {
        loop.read(new RawPages(simulator.endpoint()), 1);

        assertThat(table.report().shards()).allMatch(shard -> shard.served() > 0 && shard.served() < RECORDS);
    }
}
