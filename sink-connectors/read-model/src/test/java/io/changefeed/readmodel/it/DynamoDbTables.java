/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.it;

import io.changefeed.aws.AttributeValues;
import io.changefeed.aws.ItemValues;
import io.changefeed.event.Item;
import io.changefeed.localstack.LocalStack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** The tables of one DynamoDB Local database. Key attributes are strings. */
final class DynamoDbTables implements AutoCloseable {
    private final String accessKey;
    private final DynamoDbClient dynamoDb;

    DynamoDbTables(LocalStack stack, String accessKey) {
        this.accessKey = accessKey;
        dynamoDb = DynamoDbClient.builder()
                .endpointOverride(stack.dynamoDb().endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, accessKey)))
                .build();
    }

    /** Creates a table whose stream contains both images. */
    void create(String name, String... key) {
        List<AttributeDefinition> attributes = new ArrayList<>();
        List<KeySchemaElement> schema = new ArrayList<>();
        for (String attribute : key) {
            attributes.add(AttributeDefinition.builder()
                    .attributeName(attribute)
                    .attributeType(ScalarAttributeType.S)
                    .build());
            schema.add(KeySchemaElement.builder()
                    .attributeName(attribute)
                    .keyType(schema.isEmpty() ? KeyType.HASH : KeyType.RANGE)
                    .build());
        }
        dynamoDb.createTable(table -> table.tableName(name)
                .attributeDefinitions(attributes)
                .keySchema(schema)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .streamSpecification(
                        stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    }

    void put(String table, Item item) {
        dynamoDb.putItem(put -> put.tableName(table).item(AttributeValues.of(item)));
    }

    void delete(String table, Item key) {
        dynamoDb.deleteItem(delete -> delete.tableName(table).key(AttributeValues.of(key)));
    }

    /** The rows that readers of a read model see, without metadata. */
    List<Item> rows(String table) {
        List<Item> rows = new ArrayList<>();
        for (Map<String, AttributeValue> item : dynamoDb.scanPaginator(
                        scan -> scan.tableName(table).consistentRead(true))
                .items()) {
            if (!item.containsKey("changefeed_expires_at")) {
                Map<String, AttributeValue> columns = new LinkedHashMap<>(item);
                columns.remove("changefeed_version");
                rows.add(ItemValues.item(columns));
            }
        }
        return rows;
    }

    /** The configuration of a source connector for a table. */
    Map<String, String> source(String table, String prefix) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "io.changefeed.source.DynamoDbStreamsSourceConnector");
        config.put("tasks.max", "1");
        config.put("tables", table);
        config.put("topic.prefix", prefix);
        config.put("event.format", "map");
        config.put("topic.creation.default.partitions", "3");
        config.put("topic.creation.default.replication.factor", "1");
        config.putAll(access());
        return config;
    }

    Map<String, String> access() {
        return Map.of(
                "aws.region",
                "us-east-1",
                "aws.endpoint",
                "${env:DYNAMODB_ENDPOINT}",
                "aws.access.key.id",
                accessKey,
                "aws.secret.access.key",
                accessKey);
    }

    @Override
    public void close() {
        dynamoDb.close();
    }
}
