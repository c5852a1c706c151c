/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.it;

import io.changefeed.aws.AttributeValues;
import io.changefeed.event.Item;
import io.changefeed.localstack.LocalStack;
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

/** A table in DynamoDB Local with a string partition key and a string sort key, in a separate database. */
final class DynamoDbTable implements AutoCloseable {
    private final String accessKey;
    private final String name;
    private final String pk;
    private final String sk;
    private final DynamoDbClient dynamoDb;

    DynamoDbTable(LocalStack stack, String accessKey, String name, String pk, String sk) {
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
        dynamoDb.putItem(put -> put.tableName(name).item(AttributeValues.of(item)));
    }

    void delete(String pkValue, String skValue) {
        dynamoDb.deleteItem(delete -> delete.tableName(name)
                .key(Map.of(pk, AttributeValue.fromS(pkValue), sk, AttributeValue.fromS(skValue))));
    }

    /** The configuration of a source connector for the table. */
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

    @Override
    public void close() {
        dynamoDb.close();
    }
}
