/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.dynamodb;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.Orders;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.localstack.DynamoDb;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A table of DynamoDB Local with the items of the benchmark, and the minimum of a guarded write to it. */
final class RowTable implements Target, AutoCloseable {
    private static final String ID = "id";
    /** The number of rows whose revisions are read. It is small because reads load DynamoDB Local. */
    private static final int SAMPLES = 50;

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    private final DynamoDbAsyncClient client;
    private final ProcessUsage server;
    private final RowKind kind;
    private final String name;

    /** Which items a row contains. */
    enum RowKind {
        OWNED(ID),
        SHARED(Orders.CUSTOMER);

        private final String key;

        RowKind(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }

        String keyOfItem(int item) {
            return this == OWNED ? Orders.id(item) : Orders.customer(item);
        }

        int rows() {
            return this == OWNED ? Orders.ITEMS : Orders.CUSTOMERS;
        }

        /** Returns the number of changes of the items in a row. */
        long changes(Map<String, AttributeValue> row) {
            return this == OWNED
                    ? revision(row)
                    : Orders.changesOfCustomer(row.getOrDefault(ID, text("")).s(), revision(row));
        }
    }

    /**
     * Connects to a table, which need not exist yet.
     *
     * @param endpoint of DynamoDB Local, or of a proxy
     * @param connections the maximum number of concurrent calls
     */
    RowTable(DynamoDb server, URI endpoint, RowKind kind, String name, int connections) {
        this.server = new ProcessUsage(server.pid());
        this.kind = kind;
        this.name = name;
        this.client = DynamoDbAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(connections))
                .build();
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static long revision(Map<String, AttributeValue> row) {
        AttributeValue revision = row.get(Orders.REVISION);
        return revision == null ? 0 : Long.parseLong(revision.n());
    }

    RowTable create() {
        client.createTable(table -> table.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(KeySchemaElement.builder()
                                .attributeName(kind.key())
                                .keyType(KeyType.HASH)
                                .build())
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName(kind.key())
                                .attributeType(ScalarAttributeType.S)
                                .build()))
                .join();
        return this;
    }

    /** Estimates from a sample of the rows how many changes of {@link Orders} were written. */
    @Override
    public long written() {
        List<Map<String, AttributeValue>> keys = IntStream.range(0, SAMPLES)
                .mapToObj(sample -> Map.of(kind.key(), text(kind.keyOfItem(sample * (kind.rows() / SAMPLES)))))
                .toList();
        KeysAndAttributes request = KeysAndAttributes.builder()
                .keys(keys)
                .projectionExpression(ID + ", " + Orders.REVISION)
                .build();
        List<Map<String, AttributeValue>> found = client.batchGetItem(get -> get.requestItems(Map.of(name, request)))
                .join()
                .responses()
                .getOrDefault(name, List.of());
        return found.stream().mapToLong(kind::changes).sum() * (kind.rows() / SAMPLES);
    }

    @Override
    public Duration cpu() {
        return server.cpu();
    }

    /** Returns all rows. */
    List<Map<String, AttributeValue>> rows() {
        List<Map<String, AttributeValue>> rows = new ArrayList<>();
        client.scanPaginator(scan -> scan.tableName(name))
                .items()
                .subscribe(rows::add)
                .join();
        return rows;
    }

    /** Waits until no more writes arrive. */
    void awaitIdle() {
        AtomicLong before = new AtomicLong(-1);
        await().atMost(IDLE_TIMEOUT).pollInterval(Duration.ofSeconds(1)).until(() -> {
            long now = written();
            return before.getAndSet(now) == now;
        });
    }

    /**
     * Writes the next revision of a row, which no other call writes at the same time. An owned row is written if it is
     * older. A shared row also contains other items, so it is read first, and written if it has not changed.
     */
    CompletionStage<Map<String, AttributeValue>> writeRevised(Map<String, AttributeValue> row) {
        if (kind == RowKind.OWNED) {
            return put(row, "<= :previous");
        }
        Map<String, AttributeValue> key = Map.of(kind.key(), requireNonNull(row.get(kind.key())));
        return client.getItem(get -> get.tableName(name).key(key).consistentRead(true))
                .thenCompose(found -> put(found.hasItem() ? found.item() : row, "= :previous"));
    }

    private CompletionStage<Map<String, AttributeValue>> put(Map<String, AttributeValue> row, String condition) {
        Map<String, AttributeValue> next = new HashMap<>(row);
        next.put(Orders.REVISION, AttributeValue.fromN(Long.toString(revision(row) + 1)));
        return client.putItem(put -> put.tableName(name)
                        .item(next)
                        .conditionExpression(
                                "attribute_not_exists(" + kind.key() + ") OR " + Orders.REVISION + " " + condition)
                        .expressionAttributeValues(
                                Map.of(":previous", AttributeValue.fromN(Long.toString(revision(row))))))
                .thenApply(response -> next);
    }

    @Override
    public void close() {
        client.close();
    }
}
