/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack.program;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
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
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** The table of the demo, {@code orders}. Each order is placed, then shipped, then deleted. */
final class OrdersTable implements AutoCloseable {
    private static final int CUSTOMERS = 3;

    private final Clock clock;
    private final DynamoDbClient client;
    private long changes;
    private Map<String, AttributeValue> order = Map.of();

    OrdersTable(URI endpoint, Clock clock) {
        this.clock = clock;
        this.client = DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** Creates the table with a stream of new and old images, unless it exists. */
    void createIfAbsent() {
        try {
            client.createTable(table -> table.tableName("orders")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(text("customer_id"), text("order_id"))
                    .keySchema(key("customer_id", KeyType.HASH), key("order_id", KeyType.RANGE))
                    .streamSpecification(
                            stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
        } catch (ResourceInUseException e) {
            // An earlier run with the same data folder created it.
            return;
        }
        client.waiter().waitUntilTableExists(table -> table.tableName("orders"));
    }

    private static AttributeDefinition text(String attribute) {
        return AttributeDefinition.builder()
                .attributeName(attribute)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String attribute, KeyType type) {
        return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
    }

    /** Writes the next change. */
    void change() {
        long step = changes++;
        switch ((int) (step % 3)) {
            case 0 -> place(step / 3);
            case 1 -> ship();
            default -> client.deleteItem(delete -> delete.tableName("orders").key(order));
        }
    }

    private void place(long number) {
        order = Map.of(
                "customer_id", fromS("customer-" + (number % CUSTOMERS + 1)),
                "order_id", fromS(clock.instant().truncatedTo(ChronoUnit.MILLIS).toString()));
        client.putItem(put -> put.tableName("orders")
                .item(Map.of(
                        "customer_id", order.get("customer_id"),
                        "order_id", order.get("order_id"),
                        "status", fromS("placed"),
                        "total", fromN(number % 100 + ".90"))));
    }

    private void ship() {
        client.updateItem(update -> update.tableName("orders")
                .key(order)
                .updateExpression("SET #status = :shipped")
                .expressionAttributeNames(Map.of("#status", "status"))
                .expressionAttributeValues(Map.of(":shipped", fromS("shipped"))));
    }

    @Override
    public void close() {
        client.close();
    }
}
