/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;
import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.Jcmd;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Settings;
import io.changefeed.benchmarks.measure.SinkTestbed;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Table.Column;
import io.changefeed.event.EventFormat;
import io.changefeed.localstack.LocalStackException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/** Measures the memory of the worker while the endpoint is down and many events wait, and the recovery afterwards. */
public final class Outage {
    private static final int POINTS = 10;
    private static final Duration POINT_INTERVAL = Duration.ofSeconds(10);
    /** Longer than the maximum back-off of the connector. */
    private static final Duration RECOVERY_TIMEOUT = Duration.ofMinutes(3);

    private final Settings settings;
    private final String pluginPath;
    private final MeasuredConnector connector;
    private final EventFormat format;
    private final int events;
    private final int inFlight;

    /** @param events the number of events on the topic */
    public Outage(
            Settings settings,
            String pluginPath,
            MeasuredConnector connector,
            EventFormat format,
            int events,
            int inFlight) {
        this.settings = settings;
        this.pluginPath = pluginPath;
        this.connector = connector;
        this.format = format;
        this.events = events;
        this.inFlight = inFlight;
    }

    public Table measure() {
        try (Endpoint endpoint = Endpoint.stopped();
                SinkTestbed testbed = SinkTestbed.start(
                        settings,
                        pluginPath,
                        connector.topic(),
                        format,
                        events,
                        WebhookSpeed.environment(endpoint, inFlight))) {
            Table table = new Table(
                    whole(events) + " events wait, endpoint down for",
                    Column.whole("live heap MiB"),
                    Column.whole("resident MiB"));
            row(table, "worker without a connector", testbed);
            String name = connector.name();
            testbed.connect(connector, name, Map.of());
            for (int point = 1; point <= POINTS; point++) {
                pass(POINT_INTERVAL);
                row(table, POINT_INTERVAL.toSeconds() * point + " s", testbed);
                testbed.requireNotFailed(name);
            }
            return table.note("The live heap is measured after a full garbage collection.")
                    .note(recovery(testbed, endpoint, name));
        }
    }

    private static void row(Table table, String title, SinkTestbed testbed) {
        table.row(
                title,
                new Jcmd(testbed.worker().pid()).liveBytes() / (double) (1 << 20),
                testbed.worker().residentBytes() / (double) (1 << 20));
    }

    private String recovery(SinkTestbed testbed, Endpoint endpoint, String name) {
        endpoint.start();
        long start = System.nanoTime();
        long first = awaitEvents(testbed, endpoint, name, 1);
        long most = awaitEvents(testbed, endpoint, name, Math.min(events, 50_000));
        ReceivedEvents.Count count = endpoint.count();
        return "After the start of the endpoint, the first event arrived after " + tenths((first - start) / 1e9)
                + " s, and "
                + whole(count.distinct()) + " after " + tenths((most - start) / 1e9) + " s; "
                + whole(count.events() - count.distinct()) + " of them twice.";
    }

    private static long awaitEvents(SinkTestbed testbed, Endpoint endpoint, String name, int number) {
        try {
            await().atMost(RECOVERY_TIMEOUT)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> endpoint.count().distinct() >= number);
            return System.nanoTime();
        } catch (ConditionTimeoutException e) {
            testbed.requireNotFailed(name);
            throw new LocalStackException(
                    "the endpoint is up, but after " + RECOVERY_TIMEOUT.toSeconds() + " s fewer than " + number
                            + " events have arrived",
                    e);
        }
    }

    private static void pass(Duration time) {
        await().timeout(time.plusSeconds(5)).pollDelay(time).until(() -> true);
    }
}
