/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.fault.Call;
import io.changefeed.simulator.fault.FaultEffect;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.protocol.ServiceException;
import java.util.Optional;
import java.util.function.Supplier;

/** Serves the calls of SDK clients. Thread-safe. */
public final class Operations {
    private final DynamoDb dynamoDb;

    public Operations(DynamoDb dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    /** Counts a call and returns the effect of the injected faults. */
    public FaultEffect begin(Operation operation, ObjectNode parameters) {
        return dynamoDb.withLock(db -> {
            db.calls().count(operation);
            return db.faults().effectOn(call(db, operation, new Request(parameters)));
        });
    }

    private static Call call(DynamoDb db, Operation operation, Request request) {
        try {
            Optional<Integer> page = operation == Operation.DESCRIBE_STREAM
                    ? new StreamOperations(db).listingPage(request)
                    : Optional.empty();
            return new Call(operation, request.table(), request.shard(), page);
        } catch (ServiceException invalidParameters) {
            return Call.of(operation);
        }
    }

    /** Counts a response that is ready and held. */
    public void countHeld() {
        dynamoDb.withLock(db -> {
            db.calls().countHeld();
            return db;
        });
    }

    /** Counts an error response. */
    public void countError(ServiceException e) {
        dynamoDb.withLock(db -> {
            db.calls().count(e.type());
            return db;
        });
    }

    /**
     * Serves a call.
     *
     * @return a supplier that serializes the response outside the lock of the service
     * @throws ServiceException as the service would
     */
    public Supplier<byte[]> serve(Operation operation, ObjectNode parameters) {
        Request request = new Request(parameters);
        return dynamoDb.withLock(db -> {
            if (operation == Operation.GET_RECORDS) {
                return new StreamOperations(db).getRecords(request);
            }
            if (operation == Operation.SCAN) {
                return new ItemOperations(db).scan(request);
            }
            ObjectNode response = response(db, operation, request);
            return () -> response.toString().getBytes(UTF_8);
        });
    }

    private static ObjectNode response(DynamoDb db, Operation operation, Request request) {
        return switch (operation) {
            case LIST_STREAMS -> new StreamOperations(db).listStreams(request);
            case DESCRIBE_STREAM -> new StreamOperations(db).describeStream(request);
            case GET_SHARD_ITERATOR -> new StreamOperations(db).getShardIterator(request);
            case LIST_TABLES -> new TableOperations(db).listTables(request);
            case DESCRIBE_TABLE -> new TableOperations(db).describeTable(request);
            case BATCH_GET_ITEM -> new ItemOperations(db).batchGetItem(request);
            case GET_RECORDS, SCAN -> throw new IllegalStateException("served without a JSON tree");
        };
    }
}
