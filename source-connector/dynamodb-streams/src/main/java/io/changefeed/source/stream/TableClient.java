/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.AttributeValues;
import io.changefeed.aws.response.ItemsResponse;
import io.changefeed.aws.response.ResponseBuffer;
import io.changefeed.event.Item;
import io.changefeed.event.KeySchema;
import io.changefeed.source.selection.ScanProjection;
import io.changefeed.source.selection.ScanSelection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

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
     * The next page of a segment: at most 1 MB. It is valid until this thread reads the next page of any stream or table:
     * its items are not copied.
     *
     * @param limit the maximum number of items that are evaluated
     */
    ItemsResponse page(Segment segment, KeySchema key, Optional<Item> after, int limit) {
        ResponseBuffer buffer = ResponseBuffer.ofThread();
        ScanRequest.Builder request = ScanRequest.builder()
                .tableName(segment.tableArn())
                .segment(segment.number())
                .totalSegments(segment.total())
                .consistentRead(true)
                .limit(limit)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .overrideConfiguration(buffer::receive);
        after.ifPresent(last -> request.exclusiveStartKey(AttributeValues.of(last)));
        select(segment.selection(), request);
        client.scan(request.build());
        return ItemsResponse.parseScan(buffer.take(), key);
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
     * The existing items with these keys, up to the limit of BatchGetItem, which has no filter. They are valid as long as
     * those of {@link #page}.
     *
     * @param last the last key of the page that the items belong to
     */
    ItemsResponse items(Segment segment, KeySchema key, List<Item> keys, Optional<Item> last) {
        List<Item> requested = keys.subList(0, Math.min(MAX_KEYS, keys.size()));
        KeysAndAttributes.Builder items = KeysAndAttributes.builder()
                .keys(requested.stream().map(AttributeValues::of).toList())
                .consistentRead(true);
        ScanProjection projection = segment.selection().projection();
        if (!projection.paths().isEmpty()) {
            items.projectionExpression(projection.expression()).expressionAttributeNames(projection.names());
        }
        ResponseBuffer buffer = ResponseBuffer.ofThread();
        client.batchGetItem(request -> request.requestItems(Map.of(segment.tableArn(), items.build()))
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .overrideConfiguration(buffer::receive));
        ItemsResponse read = ItemsResponse.parseBatch(buffer.take(), key);
        List<Item> unread = new ArrayList<>(keys.subList(requested.size(), keys.size()));
        unread.addAll(read.unprocessedKeys());
        return new ItemsResponse(read.items(), read.evaluated(), last, unread, read.readUnits());
    }
}
