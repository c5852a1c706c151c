/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Conditional writes to the target table. They fail with a {@link FatalWriteException} if an operator has to act. */
final class ConditionalWrites {
    private final DynamoDbAsyncClient client;
    private final String table;
    private final DynamoDbErrorClassifier errors;

    ConditionalWrites(DynamoDbAsyncClient client, String table, DynamoDbErrorClassifier errors) {
        this.client = client;
        this.table = table;
        this.errors = errors;
    }

    /**
     * A condition, with the names and values that it and an update expression refer to.
     *
     * @param names the attribute names by placeholder
     * @param values the values by placeholder; can be empty
     */
    record Condition(String expression, Map<String, String> names, Map<String, AttributeValue> values) {}

    /**
     * What a write did.
     *
     * @param isWritten whether the condition was met
     * @param stored if not, the stored item; empty if there is none
     */
    record Attempt(boolean isWritten, Map<String, AttributeValue> stored) {}

    CompletableFuture<Attempt> put(Map<String, AttributeValue> item, Condition condition, CancellableCalls calls) {
        PutItemRequest.Builder request = PutItemRequest.builder()
                .tableName(table)
                .item(item)
                .conditionExpression(condition.expression)
                .expressionAttributeNames(condition.names)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
        if (!condition.values.isEmpty()) {
            request.expressionAttributeValues(condition.values);
        }
        return attempt(calls.start(() -> client.putItem(request.build())), "dynamodb:PutItem");
    }

    /** Updates an item, or creates it if the condition allows that. */
    CompletableFuture<Attempt> update(
            Map<String, AttributeValue> key, String expression, Condition condition, CancellableCalls calls) {
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(key)
                .updateExpression(expression)
                .conditionExpression(condition.expression)
                .expressionAttributeNames(condition.names)
                .expressionAttributeValues(condition.values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        return attempt(calls.start(() -> client.updateItem(request)), "dynamodb:UpdateItem");
    }

    private CompletableFuture<Attempt> attempt(CompletableFuture<?> call, String action) {
        return call.thenApply(done -> new Attempt(true, Map.of())).exceptionallyCompose(thrown -> {
            if (DynamoDbErrorClassifier.rootCause(thrown) instanceof ConditionalCheckFailedException failed) {
                return CompletableFuture.completedFuture(
                        new Attempt(false, failed.hasItem() ? failed.item() : Map.of()));
            }
            return CompletableFuture.failedFuture(errors.fatalReason(thrown, action)
                    .<Throwable>map(FatalWriteException::new)
                    .orElse(thrown));
        });
    }
}
