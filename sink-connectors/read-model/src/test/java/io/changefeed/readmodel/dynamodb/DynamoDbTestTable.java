/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.changefeed.aws.AttributeValues;
import io.changefeed.aws.ItemValues;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A target table in its own DynamoDB Local database. */
public final class DynamoDbTestTable implements AutoCloseable {
    private final String accessKey = UUID.randomUUID().toString().replace("-", "");
    private final String name;
    private final List<String> keys;
    private final DynamoDbClient dynamoDb;

    /** @param keys the key attributes and their types, for example {@code channel:S} */
    public DynamoDbTestTable(String name, String... keys) {
        this.name = name;
        dynamoDb = DynamoDbClient.builder()
                .endpointOverride(URI.create(SharedDynamoDb.endpoint()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "secret")))
                .build();
        this.keys = List.of(keys);
        create(List.of());
    }

    private void create(List<String> indexed) {
        List<AttributeDefinition> attributes = new ArrayList<>();
        List<KeySchemaElement> schema = new ArrayList<>();
        for (String key : keys) {
            String[] parts = key.split(":", 2);
            attributes.add(attribute(parts[0], parts[1]));
            schema.add(KeySchemaElement.builder()
                    .attributeName(parts[0])
                    .keyType(schema.isEmpty() ? KeyType.HASH : KeyType.RANGE)
                    .build());
        }
        indexed.forEach(name -> attributes.add(attribute(name, "S")));
        dynamoDb.createTable(table -> table.tableName(name)
                .attributeDefinitions(attributes)
                .keySchema(schema)
                .globalSecondaryIndexes(
                        indexed.isEmpty()
                                ? null
                                : indexed.stream().map(DynamoDbTestTable::index).toList())
                .billingMode(BillingMode.PAY_PER_REQUEST));
    }

    private static AttributeDefinition attribute(String name, String type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.fromValue(type))
                .build();
    }

    private static GlobalSecondaryIndex index(String attribute) {
        return GlobalSecondaryIndex.builder()
                .indexName("by-" + attribute)
                .keySchema(KeySchemaElement.builder()
                        .attributeName(attribute)
                        .keyType(KeyType.HASH)
                        .build())
                .projection(all -> all.projectionType(ProjectionType.ALL))
                .build();
    }

    /** Replaces the table by an empty one, with an index on each of these attributes, which are strings. */
    public void recreate(String... indexed) {
        dynamoDb.deleteTable(table -> table.tableName(name));
        create(List.of(indexed));
    }

    /** Deletes all items, including tombstones. */
    public void clear() {
        for (Map<String, AttributeValue> item : items()) {
            Map<String, AttributeValue> key = new HashMap<>(item);
            key.keySet()
                    .retainAll(keys.stream().map(text -> text.split(":", 2)[0]).toList());
            delete(key);
        }
    }

    /** Adds an index, and waits until it is active. */
    void addIndex(String index, String attribute, ScalarAttributeType type) {
        GlobalSecondaryIndexUpdate create = GlobalSecondaryIndexUpdate.builder()
                .create(creation -> creation.indexName(index)
                        .keySchema(List.of(KeySchemaElement.builder()
                                .attributeName(attribute)
                                .keyType(KeyType.HASH)
                                .build()))
                        .projection(projected -> projected.projectionType(ProjectionType.ALL)))
                .build();
        dynamoDb.updateTable(update -> update.tableName(name)
                .attributeDefinitions(List.of(AttributeDefinition.builder()
                        .attributeName(attribute)
                        .attributeType(type)
                        .build()))
                .globalSecondaryIndexUpdates(List.of(create)));
        await().until(() -> indexes().stream().allMatch(created -> created.indexStatus() == IndexStatus.ACTIVE));
    }

    /** Removes an index, and waits until it is removed. */
    void removeIndex(String index) {
        GlobalSecondaryIndexUpdate delete = GlobalSecondaryIndexUpdate.builder()
                .delete(deletion -> deletion.indexName(index))
                .build();
        dynamoDb.updateTable(update -> update.tableName(name).globalSecondaryIndexUpdates(List.of(delete)));
        await().until(() -> indexes().isEmpty());
    }

    private List<GlobalSecondaryIndexDescription> indexes() {
        return dynamoDb.describeTable(describe -> describe.tableName(name))
                .table()
                .globalSecondaryIndexes();
    }

    /** The properties of a connector for this table. */
    public Map<String, String> properties(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>();
        properties.put("projection.table", name);
        properties.put("aws.endpoint", SharedDynamoDb.endpoint());
        properties.put("aws.region", "us-east-1");
        properties.put("aws.access.key.id", accessKey);
        properties.put("aws.secret.access.key", "secret");
        properties.putAll(more);
        return properties;
    }

    /** Opens a destination as the connector's task does. */
    public ReadModelDestination open(Map<String, String> more) {
        return open(new DynamoDbReadModelConfig(properties(more)), Clock.systemUTC());
    }

    static ReadModelDestination open(DynamoDbReadModelConfig config, Clock clock) {
        var projection = config.projection();
        return new ReadModelDestination(
                projection,
                DynamoDbRowStore.open(
                        config.aws(),
                        projection.target(),
                        config.writes().staleWriteGuard(),
                        config.table().metadataAttributes(config.writes()),
                        config.writes().tombstoneRetention(),
                        clock));
    }

    /** All items, including tombstones and metadata. */
    public List<Map<String, AttributeValue>> items() {
        return dynamoDb.scanPaginator(scan -> scan.tableName(name).consistentRead(true)).items().stream()
                .toList();
    }

    /** The rows that readers see, without metadata, by key values. */
    public Map<List<String>, Map<String, ItemValue>> rows(List<String> key) {
        Map<List<String>, Map<String, ItemValue>> rows = new HashMap<>();
        for (Map<String, AttributeValue> item : items()) {
            if (!item.containsKey("changefeed_expires_at") && !item.containsKey("deleted_at")) {
                Map<String, AttributeValue> columns = new HashMap<>(item);
                columns.remove("changefeed_version");
                List<String> values = new ArrayList<>();
                key.forEach(attribute -> values.add(text(requireNonNull(columns.remove(attribute)))));
                rows.put(values, ItemValues.item(columns).attributes());
            }
        }
        return rows;
    }

    private static String text(AttributeValue value) {
        return value.s() != null ? value.s() : value.n();
    }

    public void put(Map<String, ItemValue> row) {
        dynamoDb.putItem(put -> put.tableName(name).item(AttributeValues.of(row)));
    }

    void delete(Map<String, AttributeValue> key) {
        dynamoDb.deleteItem(delete -> delete.tableName(name).key(key));
    }

    @Override
    public void close() {
        dynamoDb.deleteTable(table -> table.tableName(name));
        dynamoDb.close();
    }
}
