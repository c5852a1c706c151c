/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import io.changefeed.aws.ItemValues;
import io.changefeed.event.Item;
import io.changefeed.event.KeySchema;
import io.changefeed.localstack.LocalStack;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The database of one test: DynamoDB Local has a separate database for each access key. */
public final class Database implements AutoCloseable {
    private final String accessKey;
    private final DynamoDbClient dynamoDb;
    private final DynamoDbStreamsClient streams;

    public Database(LocalStack stack, String accessKey) {
        this(stack.dynamoDb().endpoint(), accessKey);
    }

    Database(URI endpoint, String accessKey) {
        this.accessKey = accessKey;
        StaticCredentialsProvider credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "secret"));
        dynamoDb = DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build();
        streams = DynamoDbStreamsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build();
    }

    DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    DynamoDbStreamsClient streams() {
        return streams;
    }

    void createTable(String name, StreamViewType viewType, KeySchema key) {
        createTableWithoutStream(name, key);
        enableStream(name, viewType);
    }

    void enableStream(String table, StreamViewType viewType) {
        dynamoDb.updateTable(update -> update.tableName(table)
                .streamSpecification(stream -> stream.streamEnabled(true).streamViewType(viewType)));
    }

    void createTableWithoutStream(String name, KeySchema key) {
        List<AttributeDefinition> attributes = new ArrayList<>();
        List<KeySchemaElement> elements = new ArrayList<>();
        key.attributes().forEach((attribute, type) -> {
            String role = elements.isEmpty() ? "HASH" : "RANGE";
            attributes.add(AttributeDefinition.builder()
                    .attributeName(attribute)
                    .attributeType(type.name())
                    .build());
            elements.add(KeySchemaElement.builder()
                    .attributeName(attribute)
                    .keyType(role)
                    .build());
        });
        dynamoDb.createTable(table -> table.tableName(name)
                .attributeDefinitions(attributes)
                .keySchema(elements)
                .billingMode(BillingMode.PAY_PER_REQUEST));
    }

    /** The items of a table, read consistently. */
    Set<Item> items(String table) {
        return dynamoDb().scanPaginator(scan -> scan.tableName(table).consistentRead(true)).items().stream()
                .map(ItemValues::item)
                .collect(Collectors.toSet());
    }

    String streamArn(String table) {
        return dynamoDb.describeTable(request -> request.tableName(table))
                .table()
                .latestStreamArn();
    }

    /** All records of a table's stream, read with the SDK: the expected content of the topic. */
    List<Record> streamRecords(String table) {
        String streamArn = streamArn(table);
        List<Record> records = new ArrayList<>();
        for (Shard shard : streams.describeStream(request -> request.streamArn(streamArn))
                .streamDescription()
                .shards()) {
            String iterator = streams.getShardIterator(request -> request.streamArn(streamArn)
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            boolean more = true;
            while (more) {
                String at = iterator;
                GetRecordsResponse page = streams.getRecords(request -> request.shardIterator(at));
                records.addAll(page.records());
                iterator = page.nextShardIterator();
                more = iterator != null && !page.records().isEmpty();
            }
        }
        return records;
    }

    /** The configuration of a connector that reads these tables; it is mutable. */
    public Map<String, String> connector(String prefix, String... tables) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "io.changefeed.source.DynamoDbStreamsSourceConnector");
        config.put("tasks.max", "1");
        config.put("tables", String.join(",", tables));
        config.put("topic.prefix", prefix);
        config.put("event.format", "map");
        config.put("aws.region", "us-east-1");
        config.put("aws.endpoint", "${env:DYNAMODB_ENDPOINT}");
        config.put("aws.access.key.id", accessKey);
        config.put("aws.secret.access.key", "secret");
        config.put("topic.creation.default.partitions", "3");
        config.put("topic.creation.default.replication.factor", "1");
        return config;
    }

    @Override
    public void close() {
        dynamoDb.close();
        streams.close();
    }
}
