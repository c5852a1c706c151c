/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import static io.changefeed.benchmarks.measure.Numbers.hundredths;
import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Measurement;
import io.changefeed.benchmarks.measure.Measurement.Result;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.SinkTestbed;
import io.changefeed.benchmarks.measure.TextTable;
import io.changefeed.benchmarks.readmodel.TargetTable.Content;
import io.changefeed.databases.PostgreSql;
import java.time.Duration;
import java.util.Map;

/**
 * Measures the rows per second that the connector writes to PostgreSQL, beside a bare loop of its statement and
 * Debezium's JDBC sink.
 */
final class ReadModelSpeed {
    /** The maximum number of rows in a statement, for all three. */
    private static final int BATCH = 500;

    /** Until the JVM of the worker has compiled its code. */
    private static final Duration WARM_UP = Duration.ofSeconds(25);

    private static final Duration BARE_WARM_UP = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(15);

    private final SinkTestbed testbed;
    private final PostgreSql server;
    private final int events;
    private final int inFlight;

    /**
     * @param events the number of events on the topic; more than a connector writes during its measurement
     * @param inFlight the number of concurrent statements of the connector and the loop
     */
    ReadModelSpeed(SinkTestbed testbed, PostgreSql server, int events, int inFlight) {
        this.testbed = testbed;
        this.server = server;
        this.events = events;
        this.inFlight = inFlight;
    }

    /** Measures all, one after the other, each with a separate table. */
    String measure(MeasuredConnector ours, MeasuredConnector debezium) {
        Result guarded = connector(
                ours,
                "guarded",
                Map.of(
                        "projection.table",
                        "guarded",
                        "max.in.flight.deliveries",
                        Integer.toString(inFlight),
                        "batch.max.records",
                        Integer.toString(BATCH)));
        Content content = table("guarded").content();
        Result bare = bare(content);
        Result batched = debezium(debezium, "debezium", "false");
        Result unnested = debezium(debezium, "debezium_unnest", "true");
        TextTable table = new TextTable(
                "batches of " + BATCH,
                "rows/s",
                "of (a)",
                "writer's CPU s per million",
                "PostgreSQL's CPU s per million");
        add(table, "(a) bare loop, " + inFlight + " at a time", bare, bare);
        add(table, "(b) connector, guarded, " + inFlight + " at a time", guarded, bare);
        add(table, "(c) Debezium, no guard", batched, bare);
        add(table, "(d) Debezium, no guard, unnest", unnested, bare);
        return table + testbed.workerReport();
    }

    private static void add(TextTable table, String title, Result result, Result bare) {
        double rate = result.throughput().recordsPerSecond();
        table.row(
                title,
                whole(rate),
                hundredths(rate / bare.throughput().recordsPerSecond()),
                tenths(result.writerSecondsPerMillion()),
                tenths(result.targetSecondsPerMillion()));
    }

    private Result debezium(MeasuredConnector connector, String name, String isUnnested) {
        return connector(
                connector,
                name,
                Map.of(
                        "collection.name.format",
                        name,
                        "batch.size",
                        Integer.toString(BATCH),
                        "dialect.postgres.unnest.insert.enabled",
                        isUnnested));
    }

    private Result connector(MeasuredConnector connector, String name, Map<String, String> properties) {
        TargetTable table = table(name);
        testbed.connect(connector, name, properties);
        Result result = testbed.measure(name, table, WARM_UP, MEASURED, events);
        table.awaitIdle();
        return result;
    }

    /** Writes the rows of the connector again, with higher revisions. */
    private Result bare(Content content) {
        TargetTable table = table("bare").createLike(table("guarded"));
        try (BareLoop loop = BareLoop.start(table, content, BATCH, inFlight)) {
            return new Measurement(table, ProcessUsage.here(), loop::requireNotFailed, BARE_WARM_UP, MEASURED)
                    .run(Long.MAX_VALUE);
        }
    }

    private TargetTable table(String name) {
        return new TargetTable(server, name);
    }
}
