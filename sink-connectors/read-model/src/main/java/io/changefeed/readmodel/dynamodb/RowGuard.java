/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.readmodel.claim.Claim;
import io.changefeed.readmodel.claim.Claims;
import io.changefeed.readmodel.row.RowKey;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Writes what is newer than what a row holds. A row that nobody wrote, or none but this item, takes one conditional call. Else DynamoDB
 * hands over the row as it is, and the row that comes of it is written on condition that it still is so.
 */
final class RowGuard {
    /** So often others may come between; each time one of them has got on. */
    private static final int TRIES = 20;

    private final DynamoDbAsyncClient client;
    private final String table;
    private final RowFormat format;
    private final Clock clock;

    RowGuard(DynamoDbAsyncClient client, String table, RowFormat format, Clock clock) {
        this.client = client;
        this.table = table;
        this.format = format;
        this.clock = clock;
    }

    /** Writes; the answer is whether it applied, and not where the row holds as new a version or a newer one. */
    CompletableFuture<Boolean> write(RowWrite write, Calls calls) {
        return first(write, calls, TRIES);
    }

    private CompletableFuture<Boolean> first(RowWrite write, Calls calls, int tries) {
        boolean staysDeleted =
                write.claim() instanceof Claim.Gone && format.names().deleted().isPresent();
        CompletableFuture<?> call = staysDeleted
                ? calls.begin(() -> client.updateItem(deletion(write)))
                : calls.begin(() -> client.putItem(put(write)));
        return applied(call, failure -> afterRefusal(write, failure, calls, tries));
    }

    /** Nobody's row, or this item's alone in an older version. */
    private static final String UNSHARED =
            "attribute_not_exists(#versions) OR (size(#versions) = :one AND #versions.#owner.#order < :order)";

    private Map<String, String> names(RowWrite write) {
        return Map.of(
                "#versions", format.names().versions(),
                "#owner", write.owner().id(),
                "#order", StoredClaims.ORDER);
    }

    private static Map<String, AttributeValue> values(RowWrite write) {
        return Map.of(
                ":one", StoredClaims.number(1),
                ":order", AttributeValue.fromS(write.claim().order().text()));
    }

    private PutItemRequest put(RowWrite write) {
        return request(format.item(write.key(), alone(write), Map.of()))
                .conditionExpression(UNSHARED)
                .expressionAttributeNames(names(write))
                .expressionAttributeValues(values(write))
                .build();
    }

    private PutItemRequest.Builder request(Map<String, AttributeValue> item) {
        return PutItemRequest.builder()
                .tableName(table)
                .item(item)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    /** Of a row that stays: its columns, which this item wrote, are not known here. */
    private UpdateItemRequest deletion(RowWrite write) {
        Map<String, String> names = new HashMap<>(names(write));
        names.put("#deleted", format.names().deleted().orElseThrow());
        Map<String, AttributeValue> values = new HashMap<>(values(write));
        values.put(":versions", StoredClaims.write(alone(write)));
        values.put(":deleted", RowFormat.time(write.claim().time()));
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(format.key(write.key()))
                .updateExpression("SET #versions = :versions, #deleted = :deleted")
                .conditionExpression(UNSHARED)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    private Claims alone(RowWrite write) {
        return new Claims(Map.of(write.owner(), write.claim()));
    }

    private CompletableFuture<Boolean> afterRefusal(
            RowWrite write, ConditionalCheckFailedException refusal, Calls calls, int tries) {
        if (tries == 0) {
            return CompletableFuture.failedFuture(refusal);
        }
        return refusal.hasItem()
                ? onto(refusal.item(), write, calls, tries - 1)
                // Its time was over between the call and the answer.
                : first(write, calls, tries - 1);
    }

    private CompletableFuture<Boolean> onto(Map<String, AttributeValue> held, RowWrite write, Calls calls, int tries) {
        RowKey key = write.key();
        Optional<Claims> claims = format.claims(key, held).with(write.owner(), write.claim(), clock.instant());
        if (claims.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        Map<String, AttributeValue> item = format.item(key, claims.get(), format.columns(key, held));
        CompletableFuture<?> call = calls.begin(() -> client.putItem(onlyIfUnchanged(item, held)));
        return applied(call, failure -> afterRefusal(write, failure, calls, tries));
    }

    private PutItemRequest onlyIfUnchanged(Map<String, AttributeValue> item, Map<String, AttributeValue> held) {
        PutItemRequest.Builder request = request(item)
                .expressionAttributeNames(Map.of("#versions", format.names().versions()));
        AttributeValue versions = held.get(format.names().versions());
        return versions == null
                ? request.conditionExpression("attribute_not_exists(#versions)").build()
                : request.conditionExpression("#versions = :versions")
                        .expressionAttributeValues(Map.of(":versions", versions))
                        .build();
    }

    private static CompletableFuture<Boolean> applied(
            CompletableFuture<?> call,
            Function<ConditionalCheckFailedException, CompletableFuture<Boolean>> otherwise) {
        return call.<Boolean>thenApply(done -> true)
                .exceptionallyCompose(
                        thrown -> Meaning.unwrapped(thrown) instanceof ConditionalCheckFailedException refusal
                                ? otherwise.apply(refusal)
                                : CompletableFuture.failedFuture(thrown));
    }
}
