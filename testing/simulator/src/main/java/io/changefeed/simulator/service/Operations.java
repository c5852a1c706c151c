/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.fault.Treatment;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.protocol.Refusal;
import java.util.Optional;
import java.util.function.Supplier;

/** Serves the calls of SDK clients, any number at a time. */
public final class Operations {
    private final DynamoDb dynamoDb;

    public Operations(DynamoDb dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    /** Counts a call and says what becomes of it. */
    public Treatment arrived(Operation operation, ObjectNode parameters) {
        return dynamoDb.alone(db -> {
            db.calls().count(operation);
            return db.faults().treat(operation, tableOf(parameters));
        });
    }

    private static Optional<String> tableOf(ObjectNode parameters) {
        try {
            return new Request(parameters).table();
        } catch (Refusal malformedIterator) {
            return Optional.empty();
        }
    }

    /** Counts an answer that is ready and held. */
    public void held() {
        dynamoDb.alone(db -> {
            db.calls().countHeld();
            return db;
        });
    }

    /** Counts an error answer. */
    public void refused(Refusal refusal) {
        dynamoDb.alone(db -> {
            db.calls().count(refusal.type());
            return db;
        });
    }

    /**
     * Serves a call.
     *
     * @return what makes the answer's JSON; nobody else has to wait while it does
     * @throws Refusal as the service would
     */
    public Supplier<byte[]> serve(Operation operation, ObjectNode parameters) {
        Request request = new Request(parameters);
        return dynamoDb.alone(db -> {
            if (operation == Operation.GET_RECORDS) {
                return new StreamOperations(db).getRecords(request);
            }
            if (operation == Operation.SCAN) {
                return new ItemOperations(db).scan(request);
            }
            ObjectNode answer = answer(db, operation, request);
            return () -> answer.toString().getBytes(UTF_8);
        });
    }

    private static ObjectNode answer(DynamoDb db, Operation operation, Request request) {
        return switch (operation) {
            case LIST_STREAMS -> new StreamOperations(db).listStreams(request);
            case DESCRIBE_STREAM -> new StreamOperations(db).describeStream(request);
            case GET_SHARD_ITERATOR -> new StreamOperations(db).getShardIterator(request);
            case LIST_TABLES -> new TableOperations(db).listTables(request);
            case DESCRIBE_TABLE -> new TableOperations(db).describeTable(request);
            case BATCH_GET_ITEM -> new ItemOperations(db).batchGetItem(request);
            case GET_RECORDS, SCAN -> throw new IllegalStateException("its answer is no tree");
        };
    }
}
