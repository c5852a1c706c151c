/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.AttributeValues;
import io.changefeed.source.selection.ScanProjection;
import io.changefeed.source.selection.ScanSelection;
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

/** Reads items of tables with strongly consistent reads. Exceptions of the SDK are propagated. */
public final class TableClient {
    /** The limit of BatchGetItem (DynamoDB API Reference). */
    private static final int MAX_KEYS = 100;

    /** More items than a page of 1 MB contains, usually. */
    static final int MAX_ITEMS = 100_000;

    private final DynamoDbClient client;

    public TableClient(DynamoDbClient client) {
        this.client = client;
    }

    /**
     * Items of a table.
     *
     * @param evaluated the number of items that were evaluated, including those that a filter excluded
     * @param last the key after which the next page starts; empty at the end
     * @param unread keys that are still to be read
     * @param readUnits consumed read capacity units; 0 if DynamoDB does not return them
     */
    record ItemsResponse(
            List<Map<String, AttributeValue>> items,
            int evaluated,
            Optional<Map<String, AttributeValue>> last,
            List<Map<String, AttributeValue>> unread,
            double readUnits) {}

    /**
     * The next page of a segment: at most 1 MB.
     *
     * @param limit the maximum number of items that are evaluated
     */
    ItemsResponse page(Segment segment, Optional<Map<String, AttributeValue>> after, int limit) {
        ScanRequest.Builder request = ScanRequest.builder()
                .tableName(segment.tableArn())
                .segment(segment.number())
                .totalSegments(segment.total())
                .consistentRead(true)
                .limit(limit)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL);
        after.ifPresent(request::exclusiveStartKey);
        select(segment.selection(), request);
        ScanResponse response = client.scan(request.build());
        return new ItemsResponse(
                response.items(),
                evaluated(response.scannedCount(), response.items().size()),
                Optional.of(response.lastEvaluatedKey()).filter(key -> !key.isEmpty()),
                List.of(),
                units(response.consumedCapacity()));
    }

    private static void select(ScanSelection selection, ScanRequest.Builder request) {
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

    /**
     * The existing items with these keys, up to the limit of BatchGetItem, which has no filter.
     *
     * @param last the last key of the page that the items belong to
     */
    ItemsResponse items(
            Segment segment, List<Map<String, AttributeValue>> keys, Optional<Map<String, AttributeValue>> last) {
        List<Map<String, AttributeValue>> requested = keys.subList(0, Math.min(MAX_KEYS, keys.size()));
        KeysAndAttributes.Builder items =
                KeysAndAttributes.builder().keys(requested).consistentRead(true);
        ScanProjection projection = segment.selection().projection();
        if (!projection.paths().isEmpty()) {
            items.projectionExpression(projection.expression()).expressionAttributeNames(projection.names());
        }
        BatchGetItemResponse response =
                client.batchGetItem(request -> request.requestItems(Map.of(segment.tableArn(), items.build()))
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        List<Map<String, AttributeValue>> unread = new ArrayList<>(keys.subList(requested.size(), keys.size()));
        response.unprocessedKeys().values().forEach(unprocessed -> unread.addAll(unprocessed.keys()));
        List<Map<String, AttributeValue>> read =
                response.responses().values().stream().flatMap(List::stream).toList();
        return new ItemsResponse(
                read,
                read.size(),
                last,
                List.copyOf(unread),
                response.consumedCapacity().stream()
                        .mapToDouble(TableClient::units)
                        .sum());
    }

    /** Emulators may omit the number of evaluated items. */
    private static int evaluated(@Nullable Integer scanned, int returned) {
        return scanned == null ? returned : scanned;
    }

    private static double units(@Nullable ConsumedCapacity capacity) {
        return capacity == null || capacity.capacityUnits() == null ? 0 : capacity.capacityUnits();
    }
}
