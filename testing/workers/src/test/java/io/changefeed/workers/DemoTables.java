/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The tables that the configurations in {@code config} read and write, in the database of their credentials. */
final class DemoTables implements AutoCloseable {
    private static final String ORDERS = "orders";
    private static final String MESSAGES = "Messages";
    private static final String READ_MODEL = "messages_by_channel";

    private static final int CUSTOMERS = 10;
    private static final int ORDERS_OF_CUSTOMER = 6;
    private static final int MESSAGE_IDS = 40;
    private static final int PERCENT = 100;
    private static final int MESSAGE_CHANGES = 20;
    private static final int DELETES = 15;
    private static final long POSTED_AT = 1_763_717_400_000L;

    private final Random random = new Random(31);
    private final DynamoDbClient dynamoDb;
    private final DynamoDbStreamsClient streams;
    private int revision;

    DemoTables(URI endpoint) {
        StaticCredentialsProvider credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
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
        create(ORDERS, "customer_id", "order_id");
        create(MESSAGES, "message_id");
        create(READ_MODEL, "channel_id", "created_at");
    }

    private void create(String name, String... key) {
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

    /** Makes random changes: most of orders, some of messages, some of both are deletes. */
    void change(int changes) {
        for (int change = 0; change < changes; change++) {
            revision++;
            if (random.nextInt(PERCENT) < MESSAGE_CHANGES) {
                changeMessage(random.nextInt(MESSAGE_IDS));
            } else {
                changeOrder(random.nextInt(CUSTOMERS), random.nextInt(ORDERS_OF_CUSTOMER));
            }
        }
    }

    private void changeOrder(int customer, int order) {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        item.put("customer_id", AttributeValue.fromS("c" + customer));
        item.put("order_id", AttributeValue.fromS("o" + order));
        if (random.nextInt(PERCENT) < DELETES) {
            dynamoDb.deleteItem(delete -> delete.tableName(ORDERS).key(item));
            return;
        }
        item.put("revision", AttributeValue.fromN(Integer.toString(revision)));
        item.put("total", AttributeValue.fromN(revision + ".50"));
        item.put("paid", AttributeValue.fromBool(revision % 2 == 0));
        item.put("tags", AttributeValue.fromSs(List.of("a", "b" + revision)));
        dynamoDb.putItem(put -> put.tableName(ORDERS).item(item));
    }

    private void changeMessage(int message) {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        item.put("message_id", AttributeValue.fromS("m" + message));
        if (random.nextInt(PERCENT) < DELETES) {
            dynamoDb.deleteItem(delete -> delete.tableName(MESSAGES).key(item));
            return;
        }
        item.put("channel_id", AttributeValue.fromS("general"));
        item.put("account_id", AttributeValue.fromS("a1"));
        item.put("message", AttributeValue.fromS("revision " + revision));
        item.put("posted_at", AttributeValue.fromN(Long.toString(POSTED_AT + message)));
        dynamoDb.putItem(put -> put.tableName(MESSAGES).item(item));
    }

    /** Returns the ids of the changes of each order, in order, as its stream contains them. */
    Map<String, List<String>> changesOfOrders() {
        Map<String, List<String>> ids = new LinkedHashMap<>();
        for (Record change : streamOfOrders()) {
            Map<String, AttributeValue> key = change.dynamodb().keys();
            ids.computeIfAbsent(text(key, "customer_id") + "|" + text(key, "order_id"), none -> new ArrayList<>())
                    .add(change.eventID());
        }
        return ids;
    }

    private List<Record> streamOfOrders() {
        String stream =
                dynamoDb.describeTable(table -> table.tableName(ORDERS)).table().latestStreamArn();
        List<Record> changes = new ArrayList<>();
        for (Shard shard : streams.describeStream(request -> request.streamArn(stream))
                .streamDescription()
                .shards()) {
            String iterator = streams.getShardIterator(request -> request.streamArn(stream)
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            boolean more = true;
            while (more) {
                String at = iterator;
                GetRecordsResponse page = streams.getRecords(request -> request.shardIterator(at));
                changes.addAll(page.records());
                iterator = page.nextShardIterator();
                more = iterator != null && !page.records().isEmpty();
            }
        }
        return changes;
    }

    /** Returns the revision of each order, by {@code customer|order}. */
    Map<String, String> orders() {
        return scan(ORDERS).stream()
                .collect(toMap(
                        item -> text(item, "customer_id") + "|" + text(item, "order_id"),
                        item -> requireNonNull(item.get("revision")).n()));
    }

    /** Returns the text of each message, by its id. */
    Map<String, String> messages() {
        return messages(MESSAGES);
    }

    /** Returns the text of each message in the read model, by its id. */
    Map<String, String> messagesByChannel() {
        return messages(READ_MODEL);
    }

    private Map<String, String> messages(String table) {
        return scan(table).stream()
                // Not the markers of deleted rows.
                .filter(item -> item.containsKey("message"))
                .collect(toMap(item -> text(item, "message_id"), item -> text(item, "message")));
    }

    private List<Map<String, AttributeValue>> scan(String table) {
        return dynamoDb.scanPaginator(scan -> scan.tableName(table).consistentRead(true)).items().stream()
                .toList();
    }

    private static String text(Map<String, AttributeValue> item, String attribute) {
        return requireNonNull(item.get(attribute)).s();
    }

    @Override
    public void close() {
        dynamoDb.close();
        streams.close();
    }
}
