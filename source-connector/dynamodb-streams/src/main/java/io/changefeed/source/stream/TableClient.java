/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.AttributeValues;
import io.changefeed.source.selection.Projection;
import io.changefeed.source.selection.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Reads items of tables, consistently. It decides nothing: the SDK's exceptions go to the caller. */
public final class TableClient {
    /** As many as one BatchGetItem takes (API Reference). */
    private static final int MAX_KEYS = 100;

    private final DynamoDbClient client;

    public TableClient(DynamoDbClient client) {
        this.client = client;
    }

    /**
     * Some items.
     *
     * @param last the key behind which to go on; empty when there is nothing more
     * @param left keys that are still to be read
     * @param readUnits what it cost; 0 where DynamoDB does not say
     */
    record Answer(
            List<Map<String, AttributeValue>> items,
            Optional<Map<String, AttributeValue>> last,
            List<Map<String, AttributeValue>> left,
            double readUnits) {}

    /** The next page of a segment: at most 1 MB. */
    Answer page(Segment segment, Optional<Map<String, AttributeValue>> after) {
        ScanRequest.Builder request = ScanRequest.builder()
                .tableName(segment.tableArn())
                .segment(segment.number())
                .totalSegments(segment.of())
                .consistentRead(true)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL);
        after.ifPresent(request::exclusiveStartKey);
        select(segment.selection(), request);
        ScanResponse answer = client.scan(request.build());
        return new Answer(
                answer.items(),
                Optional.of(answer.lastEvaluatedKey()).filter(key -> !key.isEmpty()),
                List.of(),
                units(answer.consumedCapacity()));
    }

    private static void select(Selection selection, ScanRequest.Builder request) {
        Map<String, String> names = new HashMap<>(selection.projection().names());
        selection.filter().ifPresent(filter -> {
            names.putAll(filter.names());
            request.filterExpression(filter.expression());
            if (!filter.values().attributes().isEmpty()) {
                request.expressionAttributeValues(AttributeValues.of(filter.values()));
            }
        });
        if (!selection.projection().paths().isEmpty()) {
            request.projectionExpression(selection.projection().expression());
        }
        if (!names.isEmpty()) {
            request.expressionAttributeNames(names);
        }
    }

    /** The items that there are of these keys, or of the first of them: DynamoDB has no filter for this. */
    Answer items(Segment segment, List<Map<String, AttributeValue>> keys) {
        List<Map<String, AttributeValue>> wanted = keys.subList(0, Math.min(MAX_KEYS, keys.size()));
        KeysAndAttributes.Builder items =
                KeysAndAttributes.builder().keys(wanted).consistentRead(true);
        Projection projection = segment.selection().projection();
        if (!projection.paths().isEmpty()) {
            items.projectionExpression(projection.expression()).expressionAttributeNames(projection.names());
        }
        BatchGetItemResponse answer =
                client.batchGetItem(request -> request.requestItems(Map.of(segment.tableArn(), items.build()))
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        List<Map<String, AttributeValue>> left = new ArrayList<>(keys.subList(wanted.size(), keys.size()));
        answer.unprocessedKeys().values().forEach(unprocessed -> left.addAll(unprocessed.keys()));
        return new Answer(
                answer.responses().values().stream().flatMap(List::stream).toList(),
                Optional.empty(),
                List.copyOf(left),
                answer.consumedCapacity().stream()
                        .mapToDouble(TableClient::units)
                        .sum());
    }

    private static double units(@Nullable ConsumedCapacity capacity) {
        return capacity == null || capacity.capacityUnits() == null ? 0 : capacity.capacityUnits();
    }
}
