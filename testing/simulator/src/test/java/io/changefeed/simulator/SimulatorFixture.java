/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import static io.changefeed.simulator.table.KeySchema.KeyType.S;

import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardFilterType;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A simulator with one table, orders, and clients of the AWS SDK. */
final class SimulatorFixture implements BeforeEachCallback, AfterEachCallback {
    Simulator simulator;
    SimulatedTable orders;
    DynamoDbStreamsClient streams;
    DynamoDbClient tables;

    @SuppressWarnings("NullAway.Init") // JUnit calls beforeEach first
    SimulatorFixture() {}

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        simulator = Simulator.start();
        orders = simulator.createTable("orders", KeySchema.of("id", S), ViewType.NEW_AND_OLD_IMAGES);
        streams = Sdk.streams(simulator.endpoint());
        tables = Sdk.tables(simulator.endpoint());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        streams.close();
        tables.close();
        simulator.close();
    }

    /** Returns the only open shard. */
    String shard() {
        return orders.report().open().get(0).id();
    }

    String arn() {
        return orders.report().arn();
    }

    String iterator(String shard, ShardIteratorType type) {
        return streams.getShardIterator(r -> r.streamArn(arn()).shardId(shard).shardIteratorType(type))
                .shardIterator();
    }

    String iterator(String shard, ShardIteratorType type, String number) {
        return streams.getShardIterator(r -> r.streamArn(arn())
                        .shardId(shard)
                        .shardIteratorType(type)
                        .sequenceNumber(number))
                .shardIterator();
    }

    String trimHorizon(String shard) {
        return iterator(shard, ShardIteratorType.TRIM_HORIZON);
    }

    GetRecordsResponse read(String iterator) {
        return streams.getRecords(r -> r.shardIterator(iterator));
    }

    /** Returns the first page of the listing. */
    StreamDescription describe() {
        return streams.describeStream(r -> r.streamArn(arn())).streamDescription();
    }

    List<Shard> children(String parent) {
        return streams.describeStream(r -> r.streamArn(arn())
                        .shardFilter(f -> f.type(ShardFilterType.CHILD_SHARDS).shardId(parent)))
                .streamDescription()
                .shards();
    }

    /** Returns the sizes of all pages of a listing. */
    List<Integer> listingPages() {
        String arn = arn();
        List<Integer> sizes = new ArrayList<>();
        Optional<String> last = Optional.empty();
        do {
            String after = last.orElse(null);
            StreamDescription page = streams.describeStream(
                            r -> r.streamArn(arn).exclusiveStartShardId(after))
                    .streamDescription();
            sizes.add(page.shards().size());
            last = Optional.ofNullable(page.lastEvaluatedShardId());
        } while (last.isPresent());
        return sizes;
    }
}
