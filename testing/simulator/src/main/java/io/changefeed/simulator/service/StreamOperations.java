/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.protocol.ServiceException;
import io.changefeed.simulator.stream.IteratorType;
import io.changefeed.simulator.stream.Page;
import io.changefeed.simulator.stream.SequenceNumber;
import io.changefeed.simulator.stream.ShardIterator;
import io.changefeed.simulator.stream.ShardPage;
import io.changefeed.simulator.stream.ShardPage.ListedShard;
import io.changefeed.simulator.stream.TableStream;
import io.changefeed.simulator.table.TableName;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The operations of DynamoDB Streams. */
final class StreamOperations {
    private static final int STREAMS_PER_PAGE = 100;
    private static final int SHARDS_PER_PAGE = 100;
    private static final int RECORDS_PER_PAGE = 1000;

    private final DynamoDb db;

    StreamOperations(DynamoDb db) {
        this.db = db;
    }

    /** Lists the streams of the default account and region only, including those of deleted tables, as DynamoDB does. */
    ObjectNode listStreams(Request request) {
        int limit = request.limit(STREAMS_PER_PAGE);
        Optional<TableName> table = request.table();
        Optional<String> after = request.optionalText("ExclusiveStartStreamArn");
        List<TableStream> streams = db.streams().stream()
                .filter(stream -> name(stream).isOf(DynamoDb.REGION, DynamoDb.ACCOUNT))
                .filter(stream -> table.isEmpty() || name(stream).equals(table.get()))
                .dropWhile(stream -> after.isPresent() && !stream.arn().equals(after.get()))
                .skip(after.isPresent() ? 1 : 0)
                .toList();
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ArrayNode listed = response.putArray("Streams");
        for (TableStream stream : streams.subList(0, Math.min(limit, streams.size()))) {
            listed.addObject()
                    .put("StreamArn", stream.arn())
                    .put("TableName", tableName(stream))
                    .put("StreamLabel", stream.label());
        }
        if (streams.size() > limit) {
            response.put("LastEvaluatedStreamArn", streams.get(limit - 1).arn());
        }
        return response;
    }

    ObjectNode describeStream(Request request) {
        TableStream stream = stream(request.text("StreamArn"));
        ShardPage page = page(stream, request);
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ObjectNode description = response.putObject("StreamDescription")
                .put("StreamArn", stream.arn())
                .put("StreamLabel", stream.label())
                .put("StreamStatus", status(stream))
                .put("StreamViewType", stream.viewType().name())
                .put("CreationRequestDateTime", stream.created().getEpochSecond())
                .put("TableName", tableName(stream));
        description.set("KeySchema", TableOperations.keySchema(db.keySchema(stream)));
        ArrayNode shards = description.putArray("Shards");
        page.shards().forEach(shard -> shards.add(json(shard)));
        page.lastEvaluated().ifPresent(id -> description.put("LastEvaluatedShardId", id));
        return response;
    }

    /** A stream is being enabled as long as it lists no shard (API Reference, StreamDescription). */
    private static String status(TableStream stream) {
        if (!stream.isEnabled()) {
            return "DISABLED";
        }
        return stream.listsShards() ? "ENABLED" : "ENABLING";
    }

    /** Returns the number of the requested page of a listing; empty for calls with a filter. */
    Optional<Integer> listingPage(Request request) {
        return request.nested("ShardFilter").isPresent()
                ? Optional.empty()
                : db.findStream(request.text("StreamArn"))
                        .map(stream -> stream.listingPage(
                                request.optionalText("ExclusiveStartShardId"), request.limit(SHARDS_PER_PAGE)));
    }

    private static ShardPage page(TableStream stream, Request request) {
        int limit = request.limit(SHARDS_PER_PAGE);
        Optional<String> after = request.optionalText("ExclusiveStartShardId");
        return request.nested("ShardFilter")
                .map(filter -> stream.describeChildren(parent(filter), after, limit))
                .orElseGet(() -> stream.describe(after, limit));
    }

    private static String parent(Request filter) {
        if (!filter.text("Type").equals("CHILD_SHARDS")) {
            throw ServiceException.invalid("ShardFilter.Type must be CHILD_SHARDS");
        }
        return filter.text("ShardId");
    }

    private static ObjectNode json(ListedShard shard) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("ShardId", shard.id());
        shard.parent().ifPresent(parent -> json.put("ParentShardId", parent));
        ObjectNode range = json.putObject("SequenceNumberRange")
                .put("StartingSequenceNumber", shard.starting().toString());
        shard.ending().ifPresent(ending -> range.put("EndingSequenceNumber", ending.toString()));
        return json;
    }

    ObjectNode getShardIterator(Request request) {
        IteratorType type = request.constant("ShardIteratorType", IteratorType.class);
        Optional<SequenceNumber> number = request.optionalText("SequenceNumber").map(SequenceNumber::parse);
        ShardIterator iterator = stream(request.text("StreamArn")).iterator(request.text("ShardId"), type, number);
        return JsonNodeFactory.instance.objectNode().put("ShardIterator", iterator.token());
    }

    /** Joins the prepared JSON of the records without parsing it. */
    Supplier<byte[]> getRecords(Request request) {
        ShardIterator iterator = ShardIterator.parse(request.text("ShardIterator"));
        Page page = stream(iterator.streamArn()).page(iterator, request.limit(RECORDS_PER_PAGE));
        return () -> PageJson.of(page);
    }

    private TableStream stream(String arn) {
        if (!arn.startsWith("arn:")) {
            throw ServiceException.invalid("Invalid StreamArn: " + arn);
        }
        return db.findStream(arn).orElseThrow(() -> ServiceException.notFound("Stream: " + arn + " not found"));
    }

    private static String tableName(TableStream stream) {
        return name(stream).table();
    }

    private static TableName name(TableStream stream) {
        return TableName.parse(stream.arn(), DynamoDb.REGION, DynamoDb.ACCOUNT);
    }
}
