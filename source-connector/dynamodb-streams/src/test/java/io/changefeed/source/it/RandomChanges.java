/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Makes random puts, updates, deletes, transactions, batches and no-op writes in three tables. */
final class RandomChanges {
    /** The tables: with a sort key, with a number key, with a binary and a number key. */
    static final List<String> TABLES = List.of("orders", "counters", "blobs");

    private static final int ITEMS_PER_TABLE = 40;

    private final DynamoDbClient dynamoDb;
    private final RandomGenerator random;
    private final Map<String, Map<String, AttributeValue>> lastPut = new HashMap<>();

    RandomChanges(Database database, RandomGenerator random) {
        this.dynamoDb = database.dynamoDb();
        this.random = random;
    }

    static void createTables(Database database) {
        database.createTable(
                "orders", StreamViewType.NEW_AND_OLD_IMAGES, key("customer", KeyType.S, "order", KeyType.S));
        database.createTable("counters", StreamViewType.NEW_AND_OLD_IMAGES, key("id", KeyType.N));
        database.createTable("blobs", StreamViewType.NEW_AND_OLD_IMAGES, key("hash", KeyType.B, "part", KeyType.N));
    }

    static KeySchema key(Object... namesAndTypes) {
        Map<String, KeyType> key = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            key.put((String) namesAndTypes[i], (KeyType) namesAndTypes[i + 1]);
        }
        return new KeySchema(key);
    }

    /** Makes one change. */
    void next() {
        int kind = random.nextInt(100);
        String table = randomTable();
        if (kind < 45) {
            put(table);
        } else if (kind < 65) {
            update(table);
        } else if (kind < 80) {
            dynamoDb.deleteItem(delete -> delete.tableName(table).key(randomKey(table)));
        } else if (kind < 85) {
            putAgain(table);
        } else if (kind < 92) {
            transaction();
        } else {
            batch();
        }
    }

    private void put(String table) {
        Map<String, AttributeValue> item = randomItem(table);
        lastPut.put(table, item);
        dynamoDb.putItem(put -> put.tableName(table).item(item));
    }

    private void putAgain(String table) {
        Map<String, AttributeValue> item = lastPut.getOrDefault(table, randomItem(table));
        dynamoDb.putItem(put -> put.tableName(table).item(item));
        dynamoDb.putItem(put -> put.tableName(table).item(item));
    }

    private void update(String table) {
        dynamoDb.updateItem(update -> update.tableName(table)
                .key(randomKey(table))
                .updateExpression("SET touched = :now, #v = :v")
                .expressionAttributeNames(Map.of("#v", "value"))
                .expressionAttributeValues(
                        Map.of(":now", AttributeValue.fromN("" + random.nextInt()), ":v", randomValue(2))));
    }

    private void transaction() {
        List<TransactWriteItem> writes = TABLES.stream()
                .map(table -> TransactWriteItem.builder()
                        .put(put -> put.tableName(table).item(randomItem(table)))
                        .build())
                .toList();
        dynamoDb.transactWriteItems(transaction -> transaction.transactItems(writes));
    }

    private void batch() {
        Map<String, List<WriteRequest>> writes = new HashMap<>();
        for (String table : TABLES) {
            writes.put(
                    table,
                    List.of(WriteRequest.builder()
                            .putRequest(put -> put.item(randomItem(table)))
                            .build()));
        }
        dynamoDb.batchWriteItem(batch -> batch.requestItems(writes));
    }

    private String randomTable() {
        return TABLES.get(random.nextInt(TABLES.size()));
    }

    private Map<String, AttributeValue> randomKey(String table) {
        int n = random.nextInt(ITEMS_PER_TABLE);
        return switch (table) {
            case "orders" ->
                Map.of("customer", AttributeValue.fromS("c" + n % 7), "order", AttributeValue.fromS("o" + n / 7));
            case "counters" -> Map.of("id", AttributeValue.fromN((n - 20) + ".5"));
            default ->
                Map.of(
                        "hash", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, (byte) (n % 5 + 250)})),
                        "part", AttributeValue.fromN("" + n / 5));
        };
    }

    private Map<String, AttributeValue> randomItem(String table) {
        Map<String, AttributeValue> item = new HashMap<>(randomKey(table));
        item.put("value", randomValue(3));
        item.put("a.b-ü", randomValue(1));
        return item;
    }

    private AttributeValue randomValue(int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 8)) {
            case 0 -> AttributeValue.fromS(random.nextBoolean() ? "" : "text-\u0000\"\\é" + random.nextInt(1000));
            case 1 -> AttributeValue.fromN("1234567890123456789012345678901234567." + random.nextInt(1, 10));
            case 2 -> AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {(byte) random.nextInt(256), -1, 0}));
            case 3 -> AttributeValue.fromBool(random.nextBoolean());
            case 4 -> AttributeValue.fromNul(true);
            case 5 -> AttributeValue.fromSs(List.of("x" + random.nextInt(9), "y"));
            case 6 -> AttributeValue.fromNs(List.of("1.5", "" + random.nextInt(2, 99)));
            case 7 -> AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("b" + random.nextInt(9))));
            case 8 ->
                AttributeValue.fromM(
                        random.nextInt(4) == 0 ? Map.of() : Map.of("k" + random.nextInt(3), randomValue(depth - 1)));
            default -> list(depth);
        };
    }

    private AttributeValue list(int depth) {
        List<AttributeValue> elements = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            elements.add(randomValue(depth - 1));
        }
        return AttributeValue.fromL(elements);
    }
}
