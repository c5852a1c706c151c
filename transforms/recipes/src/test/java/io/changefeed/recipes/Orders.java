/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.recipes;

import io.changefeed.aws.AttributeValues;
import io.changefeed.aws.ItemValues;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The DynamoDB table of the recipes. */
final class Orders implements AutoCloseable {
    static final String PK = "customer_id";
    static final String SK = "order_id";

    private static final String NAME = "orders";
    private static final int BATCH = 25;

    private final DynamoDbClient dynamoDb;

    /** Creates the table, without a stream. */
    Orders(URI endpoint) {
        dynamoDb = DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .build();
        dynamoDb.createTable(table -> table.tableName(NAME)
                .attributeDefinitions(List.of(text(PK), text(SK)))
                .keySchema(List.of(element(PK, KeyType.HASH), element(SK, KeyType.RANGE)))
                .billingMode(BillingMode.PAY_PER_REQUEST));
    }

    private static AttributeDefinition text(String attribute) {
        return AttributeDefinition.builder()
                .attributeName(attribute)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement element(String attribute, KeyType role) {
        return KeySchemaElement.builder().attributeName(attribute).keyType(role).build();
    }

    /** Enables the stream, which does not contain earlier writes. */
    void enableStream() {
        dynamoDb.updateTable(table -> table.tableName(NAME)
                .streamSpecification(
                        stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    }

    void put(Item item) {
        dynamoDb.putItem(put -> put.tableName(NAME).item(AttributeValues.of(item)));
    }

    void putAll(List<Item> items) {
        IntStream.iterate(0, from -> from < items.size(), from -> from + BATCH).forEach(from -> {
            List<WriteRequest> batch = items.subList(from, Math.min(from + BATCH, items.size())).stream()
                    .map(item -> WriteRequest.builder()
                            .putRequest(PutRequest.builder()
                                    .item(AttributeValues.of(item))
                                    .build())
                            .build())
                    .toList();
            dynamoDb.batchWriteItem(write -> write.requestItems(Map.of(NAME, batch)));
        });
    }

    void delete(String pk, String sk) {
        dynamoDb.deleteItem(delete ->
                delete.tableName(NAME).key(Map.of(PK, AttributeValue.fromS(pk), SK, AttributeValue.fromS(sk))));
    }

    /** Returns all current items. */
    Set<Item> items() {
        return dynamoDb.scanPaginator(scan -> scan.tableName(NAME).consistentRead(true)).items().stream()
                .map(ItemValues::item)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Returns an attribute that must exist. */
    static ItemValue attribute(Item item, String name) {
        ItemValue value = item.attributes().get(name);
        if (value == null) {
            throw new IllegalArgumentException("no attribute '" + name + "' in " + item);
        }
        return value;
    }

    @Override
    public void close() {
        dynamoDb.close();
    }
}
