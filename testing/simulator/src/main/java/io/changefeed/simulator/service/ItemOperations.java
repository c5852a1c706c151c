/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.protocol.ServiceException;
import io.changefeed.simulator.table.PreparedItems;
import io.changefeed.simulator.table.ScanPage;
import io.changefeed.simulator.table.Table;
import io.changefeed.simulator.table.TableName;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The operations that snapshots use. All reads are consistent; filters and projections are not supported. */
final class ItemOperations {
    private static final int MAX_SEGMENTS = 1_000_000;
    private static final int MAX_KEYS = 100;
    /** A consistent read of this many bytes costs one unit. */
    private static final double READ_UNIT_BYTES = 4096;

    private final DynamoDb db;

    ItemOperations(DynamoDb db) {
        this.db = db;
    }

    Supplier<byte[]> scan(Request request) {
        Table table = table(request.text("TableName"));
        int segments = request.parameters().path("TotalSegments").asInt(1);
        int segment = request.parameters().path("Segment").asInt(0);
        if (segments < 1 || segments > MAX_SEGMENTS || segment < 0 || segment >= segments) {
            throw ServiceException.invalid("Segment " + segment + " of TotalSegments " + segments + " is out of range");
        }
        Optional<ObjectNode> after = request.nested("ExclusiveStartKey").map(Request::parameters);
        boolean withCapacity = request.optionalText("ReturnConsumedCapacity").isPresent();
        int limit = request.limit(Integer.MAX_VALUE);
        if (table.preparedItems().isPresent()) {
            PreparedItems prepared = table.preparedItems().get();
            return () -> preparedPage(table, prepared.page(segment, segments, after, limit), withCapacity);
        }
        ScanPage page = table.scan(segment, segments, after, limit);
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.putArray("Items").addAll(page.items());
        response.put("Count", page.items().size())
                .put("ScannedCount", page.items().size());
        page.last().ifPresent(last -> response.set("LastEvaluatedKey", last));
        if (withCapacity) {
            response.set("ConsumedCapacity", capacity(table, page.bytes()));
        }
        return () -> response.toString().getBytes(UTF_8);
    }

    private static ObjectNode capacity(Table table, int bytes) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("TableName", table.name().table())
                .put("CapacityUnits", Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)));
    }

    /** Joins the prepared JSON of the items without parsing it. */
    private static byte[] preparedPage(Table table, PreparedItems.Page page, boolean withCapacity) {
        ObjectNode rest = JsonNodeFactory.instance
                .objectNode()
                .put("Count", page.items().size())
                .put("ScannedCount", page.items().size());
        page.last().ifPresent(last -> rest.set("LastEvaluatedKey", last));
        if (withCapacity) {
            rest.set("ConsumedCapacity", capacity(table, page.bytes()));
        }
        return ListJson.of("Items", page.items(), rest);
    }

    ObjectNode batchGetItem(Request request) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ObjectNode responses = response.putObject("Responses");
        response.putObject("UnprocessedKeys");
        JsonNode tables = request.parameters().path("RequestItems");
        for (Map.Entry<String, JsonNode> entry : tables.properties()) {
            JsonNode keys = entry.getValue().path("Keys");
            if (keys.isEmpty() || keys.size() > MAX_KEYS) {
                throw ServiceException.invalid("Between 1 and " + MAX_KEYS + " keys are allowed, not " + keys.size());
            }
            Table table = table(entry.getKey());
            ArrayNode found = responses.putArray(entry.getKey());
            keys.forEach(key -> table.item((ObjectNode) key).ifPresent(found::add));
        }
        return response;
    }

    private Table table(String name) {
        Optional<Table> table = db.findTable(name);
        return table.orElseThrow(() -> ServiceException.notFound("Requested resource not found: Table: "
                + TableName.parse(name, DynamoDb.REGION, DynamoDb.ACCOUNT).table() + " not found"));
    }
}
