/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.protocol.ServiceException;
import io.changefeed.simulator.stream.TableStream;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyAttribute;
import io.changefeed.simulator.table.Table;
import java.util.List;
import java.util.Optional;

/** The table operations that stream readers use. */
final class TableOperations {
    private static final int TABLES_PER_PAGE = 100;

    private final DynamoDb db;

    TableOperations(DynamoDb db) {
        this.db = db;
    }

    /** Lists the tables of the default account and region only, as DynamoDB does. */
    ObjectNode listTables(Request request) {
        int limit = request.limit(TABLES_PER_PAGE);
        Optional<String> after = request.optionalText("ExclusiveStartTableName");
        List<String> names = db.tables().stream()
                .map(Table::name)
                .filter(name -> name.isOf(DynamoDb.REGION, DynamoDb.ACCOUNT))
                .map(name -> name.table())
                .filter(name -> after.isEmpty() || name.compareTo(after.get()) > 0)
                .toList();
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ArrayNode listed = response.putArray("TableNames");
        names.stream().limit(limit).forEach(listed::add);
        if (names.size() > limit) {
            response.put("LastEvaluatedTableName", names.get(limit - 1));
        }
        return response;
    }

    ObjectNode describeTable(Request request) {
        String name = request.text("TableName");
        Table table = db.findTable(name).orElseThrow(() -> ServiceException.notFound("Table: " + name + " not found"));
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ObjectNode description = response.putObject("Table")
                .put("TableName", table.name().table())
                .put("TableArn", table.name().arn())
                .put("TableId", table.id())
                .put("TableStatus", "ACTIVE")
                .put("CreationDateTime", table.created().getEpochSecond())
                .put("ItemCount", table.itemCount());
        description.set("KeySchema", keySchema(table.keySchema()));
        description.set("AttributeDefinitions", attributes(table.keySchema()));
        description.putObject("BillingModeSummary").put("BillingMode", "PAY_PER_REQUEST");
        table.stream().ifPresent(stream -> describe(stream, description));
        return response;
    }

    /**
     * A disabled stream remains the latest stream, even after it has expired, but the table has no stream
     * specification.
     */
    private static void describe(TableStream stream, ObjectNode description) {
        description.put("LatestStreamArn", stream.arn()).put("LatestStreamLabel", stream.label());
        if (stream.isEnabled()) {
            description
                    .putObject("StreamSpecification")
                    .put("StreamEnabled", true)
                    .put("StreamViewType", stream.viewType().name());
        }
    }

    static ArrayNode keySchema(KeySchema schema) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        json.addObject().put("AttributeName", schema.partition().name()).put("KeyType", "HASH");
        schema.sort()
                .ifPresent(sort ->
                        json.addObject().put("AttributeName", sort.name()).put("KeyType", "RANGE"));
        return json;
    }

    private static ArrayNode attributes(KeySchema schema) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        define(schema.partition(), json);
        schema.sort().ifPresent(sort -> define(sort, json));
        return json;
    }

    private static void define(KeyAttribute attribute, ArrayNode json) {
        json.addObject()
                .put("AttributeName", attribute.name())
                .put("AttributeType", attribute.type().name());
    }
}
