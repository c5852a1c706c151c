/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import static io.changefeed.benchmarks.measure.Numbers.hundredths;
import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.BareLoop;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Measurement.Result;
import io.changefeed.benchmarks.measure.SinkTestbed;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.benchmarks.measure.TextTable;
import io.changefeed.benchmarks.measure.Timing;
import io.changefeed.benchmarks.readmodel.sql.BareWrites.Batch;
import io.changefeed.benchmarks.readmodel.sql.SentTraffic.PerTransaction;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.PostgreSql;
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
    private final int events;
    private final int inFlight;
    private final Timing timing;

    /**
     * @param events the number of events on the topic; more than a connector writes during its measurement
     * @param inFlight the number of concurrent statements of the connector and the loop
     */
    public SqlSpeed(SinkTestbed testbed, DatabaseServer server, int events, int inFlight, Timing timing) {
        this.testbed = testbed;
        this.server = server;
        this.events = events;
        this.inFlight = inFlight;
        this.timing = timing;
    }

    /** What a row of the table shows. */
    private record Measured(Result result, Optional<PerTransaction> sent) {
        String[] cells(String title, Result bare) {
            double rate = result.throughput().recordsPerSecond();
            return new String[] {
                title,
                whole(rate),
                hundredths(rate / bare.throughput().recordsPerSecond()),
                tenths(result.writerSecondsPerMillion()),
                tenths(result.targetSecondsPerMillion()),
                sent.map(each -> tenths(each.statements())).orElse(""),
                sent.map(each -> whole(each.rows())).orElse(""),
                sent.map(each -> tenths(each.bytes() / 1e3)).orElse("")
            };
        }
    }

    /**
     * Measures all, one after the other, each with separate tables.
     *
     * @param debezium empty if Debezium's sink cannot store rows in this way
     */
    public String measure(RowStorage storage, MeasuredConnector ours, Optional<MeasuredConnector> debezium) {
        Measured connector = connector(storage, ours);
        Measured bare = bare(storage);
        TextTable table = new TextTable(
                storage.title() + ", " + server.getClass().getSimpleName(),
                "rows/s",
                "of (a)",
                "writer's CPU s per million",
                "database's CPU s per million",
                "statements per transaction",
                "rows",
                "KB sent");
        table.row(bare.cells("(a) bare loop, " + inFlight + " at a time", bare.result()));
        table.row(connector.cells("(b) connector, " + inFlight + " at a time", bare.result()));
        debezium.ifPresent(sink -> table.row(
                        debezium(sink, "debezium", "false").cells("(c) Debezium, no guard", bare.result()))
                .row(debezium(sink, "debezium_unnest", "true").cells("(d) Debezium, no guard, unnest", bare.result())));
        return table.toString();
    }

    private Measured connector(RowStorage storage, MeasuredConnector ours) {
        Map<String, String> properties = new HashMap<>(storage.properties(ours));
        properties.put("max.in.flight.deliveries", Integer.toString(inFlight));
        properties.put("batch.max.records", Integer.toString(BATCH));
        return measure(
                new SqlConnector(ours, "projection.table", properties),
                storage.tableName(),
                storage.parts().get(storage.parts().size() - 1).suffix());
    }

    private Measured debezium(MeasuredConnector debezium, String name, String isUnnested) {
        Map<String, String> properties =
                Map.of("batch.size", Integer.toString(BATCH), "dialect.postgres.unnest.insert.enabled", isUnnested);
        return measure(new SqlConnector(debezium, "collection.name.format", properties), name, "");
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
    private Measured measure(SqlConnector connector, String name, String suffix) {
        TargetTable table = new TargetTable(server, name + suffix);
        connector.start(testbed, name, server.url());
        Result result = testbed.measure(name, table, timing.warmUp(), timing.measured(), events);
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
    private Measured bare(RowStorage storage) {
        List<Batch> batches = BareWrites.batches(
                storage.tables(server).stream().map(TargetTable::rows).toList(), BATCH);
        return new Measured(
                bare(storage, batches, "bare", server.url(), this::measure),
                withTraffic(traffic -> bare(
                        storage,
                        batches,
                        "bare_sent",
                        traffic.url(),
                        (loop, target) -> traffic.measure(target, loop::requireNotFailed))));
    }

    private Result measure(BareLoop<Batch> loop, Target target) {
        return loop.measure(target, timing.bareWarmUp(), timing.measured());
    }

    private interface LoopMeasurement<T> {
        T measure(BareLoop<Batch> loop, Target target);
    }

    private <T> T bare(
            RowStorage storage, List<Batch> batches, String suffix, String url, LoopMeasurement<T> measurement) {
        String name = storage.tableName() + "_" + suffix;
        List<TargetTable> tables = storage.copyEmpty(server, name);
        try (BareWrites writes = new BareWrites(url, storage, tables, BATCH, inFlight);
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
