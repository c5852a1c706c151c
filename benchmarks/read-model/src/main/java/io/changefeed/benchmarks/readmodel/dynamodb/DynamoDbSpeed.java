/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.dynamodb;

import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.BareLoop;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Result;
import io.changefeed.benchmarks.measure.SinkTestbed;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Table.Column;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.benchmarks.readmodel.dynamodb.CallCounter.Count;
import io.changefeed.benchmarks.readmodel.dynamodb.RowTable.RowKind;
import io.changefeed.localstack.DynamoDb;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Measures the rows per second that the connector writes to DynamoDB Local, beside a bare loop of conditional writes
 * with the SDK.
 */
public final class DynamoDbSpeed {
    /** The defaults of the connector. */
    private static final int DELIVERIES = 8;

    private static final int ROWS = 25;

    /** The number of concurrent calls. */
    private static final int IN_FLIGHT = DELIVERIES * ROWS;

    private static final int SKIPPED_CALLS = 2_000;
    private static final int COUNTED_CALLS = 20_000;
    private static final Duration COUNT_TIMEOUT = Duration.ofMinutes(2);

    private final SinkTestbed testbed;
    private final DynamoDb server;

    public DynamoDbSpeed(SinkTestbed testbed, DynamoDb server) {
        this.testbed = testbed;
        this.server = server;
    }

    /** The averages of events. */
    private record PerEvent(double calls, double writeUnits, double readUnits) {}

    private record Measured(Result result, PerEvent perEvent) {
        void addTo(Table table, String name, Result bare) {
            result.addTo(table, name, bare, perEvent.calls(), perEvent.writeUnits(), perEvent.readUnits());
        }
    }

    /** Measures rows that contain one item each. */
    public Table measureOwned(MeasuredConnector connector) {
        return measure(RowKind.OWNED, connector, Map.of());
    }

    /**
     * Measures rows that contain several items each.
     *
     * @param properties the projection of such rows
     */
    public Table measureShared(MeasuredConnector connector, Map<String, String> properties) {
        return measure(RowKind.SHARED, connector, properties);
    }

    private Table measure(RowKind kind, MeasuredConnector connector, Map<String, String> properties) {
        String title = kind.name().toLowerCase(Locale.ROOT);
        try (RowTable table = table(kind, title, server.endpoint()).create()) {
            Measured sink = connector(kind, table, title, connector, properties);
            Measured bare = bare(kind, table.rows(), title);
            Table figures = new Table(
                    title + ", DynamoDB Local, " + IN_FLIGHT + " calls at a time",
                    Result.columns(
                            "rows",
                            "database",
                            Column.hundredths("calls per event"),
                            Column.hundredths("write units"),
                            Column.hundredths("read units")));
            bare.addTo(figures, "(a) bare loop", bare.result());
            sink.addTo(figures, "(b) connector", bare.result());
            return figures;
        }
    }

    private RowTable table(RowKind kind, String name, URI endpoint) {
        return new RowTable(server, endpoint, kind, name, IN_FLIGHT);
    }

    private Measured connector(
            RowKind kind, RowTable table, String name, MeasuredConnector connector, Map<String, String> properties) {
        connect(connector, name, server.endpoint(), properties);
        Result result = testbed.measure(name, table);
        table.awaitIdle();
        String counted = name + "-counted";
        try (CallCounter calls = new CallCounter(server.endpoint());
                RowTable other = table(kind, counted, server.endpoint()).create()) {
            connect(connector, counted, calls.endpoint(), properties);
            PerEvent perEvent = count(calls, other, () -> testbed.requireNotFailed(counted));
            testbed.delete(counted);
            return new Measured(result, perEvent);
        }
    }

    private void connect(MeasuredConnector connector, String name, URI endpoint, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("aws.endpoint", endpoint.toString());
        all.put("projection.table", name);
        all.put("max.in.flight.deliveries", Integer.toString(DELIVERIES));
        all.put("batch.max.records", Integer.toString(ROWS));
        testbed.connect(connector, name, all);
    }

    /** Writes the rows of the connector again, with higher revisions. */
    private Measured bare(RowKind kind, List<Map<String, AttributeValue>> rows, String name) {
        try (RowTable table = table(kind, name + "-bare", server.endpoint()).create();
                CallCounter calls = new CallCounter(server.endpoint());
                RowTable counted =
                        table(kind, name + "-bare-counted", calls.endpoint()).create()) {
            return new Measured(
                    loop(rows, table, this::measure),
                    loop(rows, counted, (loop, target) -> count(calls, target, loop::requireNotFailed)));
        }
    }

    private Result measure(BareLoop<Map<String, AttributeValue>> loop, Target target) {
        return loop.measure(target, testbed.settings());
    }

    private interface LoopMeasurement<T> {
        T measure(BareLoop<Map<String, AttributeValue>> loop, Target target);
    }

    private static <T> T loop(List<Map<String, AttributeValue>> rows, RowTable table, LoopMeasurement<T> measurement) {
        try (BareLoop<Map<String, AttributeValue>> loop = BareLoop.start(rows, IN_FLIGHT, table::writeRevised)) {
            return measurement.measure(loop, loop.counted(table, 1));
        }
    }

    private static PerEvent count(CallCounter calls, Target target, Runnable check) {
        awaitWrites(calls, SKIPPED_CALLS, check);
        Count before = calls.count();
        long writtenBefore = target.written();
        awaitWrites(calls, before.writes() + COUNTED_CALLS, check);
        Count counted = calls.count().since(before);
        double events = target.written() - writtenBefore;
        return new PerEvent(
                (counted.reads() + counted.writes()) / events,
                counted.writeUnits() / events,
                counted.readUnits() / events);
    }

    private static void awaitWrites(CallCounter calls, long writes, Runnable check) {
        await().atMost(COUNT_TIMEOUT).until(() -> {
            check.run();
            return calls.count().writes() >= writes;
        });
    }
}
