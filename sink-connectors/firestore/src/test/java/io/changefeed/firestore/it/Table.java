/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.it;

import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.local.LocalStack;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** A table of DynamoDB Local with a key of two texts, in a database of its own. */
final class Table implements AutoCloseable {
    private final String accessKey;
    private final String name;
    private final String pk;
    private final String sk;
    private final DynamoDbClient dynamoDb;

    Table(LocalStack stack, String accessKey, String name, String pk, String sk) {
        this.accessKey = accessKey;
        this.name = name;
        this.pk = pk;
        this.sk = sk;
        dynamoDb = DynamoDbClient.builder()
                .endpointOverride(stack.dynamoDb().endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "secret")))
                .build();
        dynamoDb.createTable(table -> table.tableName(name)
                .attributeDefinitions(List.of(text(pk), text(sk)))
                .keySchema(List.of(element(pk, KeyType.HASH), element(sk, KeyType.RANGE)))
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .streamSpecification(
                        stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
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

    void put(Item item) {
        dynamoDb.putItem(put -> put.tableName(name).item(sdk(item.attributes())));
    }

    void delete(String pkValue, String skValue) {
        dynamoDb.deleteItem(delete -> delete.tableName(name)
                .key(Map.of(pk, AttributeValue.fromS(pkValue), sk, AttributeValue.fromS(skValue))));
    }

    /** A source connector for the table, as a user posts it. */
    Map<String, String> connector(String prefix) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "io.changefeed.source.DynamoDbStreamsSourceConnector");
        config.put("tasks.max", "1");
        config.put("tables", name);
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

    private static Map<String, AttributeValue> sdk(Map<String, ItemValue> attributes) {
        Map<String, AttributeValue> sdk = new HashMap<>();
        attributes.forEach((attribute, value) -> sdk.put(attribute, value.fold(new ToSdk())));
        return sdk;
    }

    private static final class ToSdk implements ItemValue.Fold<AttributeValue> {
        @Override
        public AttributeValue string(String text) {
            return AttributeValue.fromS(text);
        }

        @Override
        public AttributeValue number(String digits) {
            return AttributeValue.fromN(digits);
        }

        @Override
        public AttributeValue binary(ByteBuffer bytes) {
            return AttributeValue.fromB(SdkBytes.fromByteBuffer(bytes));
        }

        @Override
        public AttributeValue bool(boolean value) {
            return AttributeValue.fromBool(value);
        }

        @Override
        public AttributeValue nul() {
            return AttributeValue.fromNul(true);
        }

        @Override
        public AttributeValue map(Map<String, ItemValue> entries) {
            return AttributeValue.fromM(sdk(entries));
        }

        @Override
        public AttributeValue list(List<ItemValue> elements) {
            return AttributeValue.fromL(
                    elements.stream().map(each -> each.fold(this)).toList());
        }

        @Override
        public AttributeValue stringSet(List<String> texts) {
            return AttributeValue.fromSs(texts);
        }

        @Override
        public AttributeValue numberSet(List<ItemValue.N> numbers) {
            return AttributeValue.fromNs(
                    numbers.stream().map(ItemValue.N::digits).toList());
        }

        @Override
        public AttributeValue binarySet(List<ItemValue.B> binaries) {
            return AttributeValue.fromBs(binaries.stream()
                    .map(each -> SdkBytes.fromByteBuffer(each.bytes()))
                    .toList());
        }
    }

    @Override
    public void close() {
        dynamoDb.close();
    }
}
