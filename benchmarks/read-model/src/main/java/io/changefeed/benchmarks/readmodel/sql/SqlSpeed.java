/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import io.changefeed.benchmarks.measure.BareLoop;
import io.changefeed.benchmarks.measure.DelayingProxy;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Result;
import io.changefeed.benchmarks.measure.SinkTestbed;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Table.Column;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.benchmarks.readmodel.sql.BareWrites.Batch;
import io.changefeed.benchmarks.readmodel.sql.SentTraffic.PerTransaction;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.PostgreSql;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures the rows per second that the connector writes to a database, beside a bare loop of guarded upserts and
 * Debezium's JDBC sink.
 */
public final class SqlSpeed {
    /** The maximum number of rows in a statement, for all three. */
    private static final int BATCH = 500;

    private final SinkTestbed testbed;
    private final DatabaseServer server;
    private final int inFlight;

    /** @param inFlight the number of concurrent statements of the connector and the loop */
    public SqlSpeed(SinkTestbed testbed, DatabaseServer server, int inFlight) {
        this.testbed = testbed;
        this.server = server;
        this.inFlight = inFlight;
    }

    /** What a row of the table shows. */
    private record Measured(Result result, Optional<PerTransaction> sent) {
        void addTo(Table table, String name, Result bare) {
            result.addTo(
                    table,
                    name,
                    bare,
                    sent.map(PerTransaction::statements).orElse(Table.NONE),
                    sent.map(PerTransaction::rows).orElse(Table.NONE),
                    sent.map(each -> each.bytes() / 1e3).orElse(Table.NONE));
        }
    }

    /** Where writers find the server, and the end of the names of their tables. */
    private record Route(String url, String suffix) {}

    /**
     * Measures all, one after the other, each with separate tables.
     *
     * @param latencyMs the time that is added to a request of the database and its response
     * @param debezium empty if Debezium's sink cannot store rows in this way
     */
    public Table measure(
            RowStorage storage, int latencyMs, MeasuredConnector ours, Optional<MeasuredConnector> debezium) {
        Table table = new Table(
                storage.title() + ", " + server.getClass().getSimpleName() + ", " + latencyMs + " ms away",
                Result.columns(
                        "rows",
                        "database",
                        Column.tenths("statements per transaction"),
                        Column.whole("rows"),
                        Column.tenths("KB sent")));
        if (latencyMs == 0) {
            measure(table, new Route(server.url(), ""), storage, ours, debezium);
        } else {
            try (DelayingProxy proxy = new DelayingProxy(server.port(), Duration.ofMillis(latencyMs))) {
                Route route = new Route(server.url(proxy.port()), "_" + latencyMs + "ms");
                measure(table, route, storage, ours, debezium);
            }
        }
        return table;
    }

    private void measure(
            Table table,
            Route route,
            RowStorage storage,
            MeasuredConnector ours,
            Optional<MeasuredConnector> debezium) {
        Measured connector = connector(route, storage, ours);
        Measured bare = bare(route, storage);
        // The processor time of a loop beside a proxy includes that of the proxy.
        bare.addTo(table, "(a) bare loop, " + inFlight + " at a time", bare.result());
        connector.addTo(table, "(b) connector, " + inFlight + " at a time", bare.result());
        debezium.ifPresent(sink -> {
            debezium(route, sink, "debezium", "false").addTo(table, "(c) Debezium, no guard", bare.result());
            debezium(route, sink, "debezium_unnest", "true")
                    .addTo(table, "(d) Debezium, no guard, unnest", bare.result());
        });
    }

    private Measured connector(Route route, RowStorage storage, MeasuredConnector ours) {
        Map<String, String> properties = new HashMap<>(storage.properties(ours));
        properties.put("max.in.flight.deliveries", Integer.toString(inFlight));
        properties.put("batch.max.records", Integer.toString(BATCH));
        return measure(
                route,
                new SqlConnector(ours, "projection.table", properties),
                storage.tableName(),
                storage.parts().get(storage.parts().size() - 1).suffix());
    }

    private Measured debezium(Route route, MeasuredConnector debezium, String name, String isUnnested) {
        Map<String, String> properties =
                Map.of("batch.size", Integer.toString(BATCH), "dialect.postgres.unnest.insert.enabled", isUnnested);
        return measure(route, new SqlConnector(debezium, "collection.name.format", properties), name, "");
    }

    private record SqlConnector(MeasuredConnector connector, String tableProperty, Map<String, String> properties) {
        void start(SinkTestbed testbed, String name, String url) {
            Map<String, String> all = new HashMap<>(properties);
            all.put(tableProperty, name);
            all.put("connection.url", url);
            testbed.connect(connector, name, all);
        }
    }

    /** @param suffix of the name of the table whose rows are counted */
    private Measured measure(Route route, SqlConnector connector, String shortName, String suffix) {
        String name = shortName + route.suffix();
        TargetTable table = new TargetTable(server, name + suffix);
        connector.start(testbed, name, route.url());
        Result result = testbed.measure(name, table);
        table.awaitIdle();
        return new Measured(result, withTraffic(traffic -> {
            String sent = name + "_sent";
            connector.start(testbed, sent, traffic.url());
            PerTransaction average =
                    traffic.measure(new TargetTable(server, sent + suffix), () -> testbed.requireNotFailed(sent));
            testbed.delete(sent);
            return average;
        }));
    }

    /** Writes the rows of the connector again, with higher revisions. */
    private Measured bare(Route route, RowStorage storage) {
        List<TargetTable> written = storage.tables(server, route.suffix());
        List<Batch> batches =
                BareWrites.batches(written.stream().map(TargetTable::rows).toList(), BATCH);
        String name = storage.tableName() + route.suffix();
        return new Measured(
                bare(
                        storage,
                        written,
                        batches,
                        new Route(route.url(), name + "_bare"),
                        (loop, target) -> loop.measure(target, testbed.settings())),
                withTraffic(traffic -> bare(
                        storage,
                        written,
                        batches,
                        new Route(traffic.url(), name + "_bare_sent"),
                        (loop, target) -> traffic.measure(target, loop::requireNotFailed))));
    }

    private interface LoopMeasurement<T> {
        T measure(BareLoop<Batch> loop, Target target);
    }

    /** @param route to new tables like the written ones */
    private <T> T bare(
            RowStorage storage,
            List<TargetTable> written,
            List<Batch> batches,
            Route route,
            LoopMeasurement<T> measurement) {
        List<TargetTable> tables = storage.copyEmpty(written, route.suffix());
        try (BareWrites writes = new BareWrites(route.url(), storage, tables, BATCH, inFlight);
                BareLoop<Batch> loop = BareLoop.start(batches, inFlight, writes::write)) {
            return measurement.measure(loop, loop.counted(tables.get(0), BATCH));
        }
    }

    private interface TrafficMeasurement {
        PerTransaction measure(SentTraffic traffic);
    }

    private Optional<PerTransaction> withTraffic(TrafficMeasurement measurement) {
        if (!(server instanceof PostgreSql)) {
            return Optional.empty();
        }
        try (SentTraffic traffic = new SentTraffic(server)) {
            return Optional.of(measurement.measure(traffic));
        }
    }
}
