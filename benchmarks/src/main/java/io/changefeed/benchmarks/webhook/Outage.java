/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static io.changefeed.benchmarks.Texts.mebibytes;
import static io.changefeed.benchmarks.Texts.tenths;
import static io.changefeed.benchmarks.Texts.whole;
import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.Jcmd;
import io.changefeed.benchmarks.Subject;
import io.changefeed.benchmarks.TextTable;
import io.changefeed.localstack.LocalStackException;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/** What memory the worker takes while the endpoint is down and many events wait, and whether they flow afterwards. */
public final class Outage {
    private static final int POINTS = 10;
    private static final Duration BETWEEN_POINTS = Duration.ofSeconds(10);
    /** Longer than a connector waits between two attempts. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Subject subject;
    private final int events;
    private final int inFlight;

    /** @param events that wait on the topic */
    public Outage(Subject subject, int events, int inFlight) {
        this.subject = subject;
        this.events = events;
        this.inFlight = inFlight;
    }

    public String measure() {
        try (WebhookStage stage = WebhookStage.start(subject, events, inFlight)) {
            TextTable table =
                    new TextTable(whole(events) + " events wait, endpoint down for", "live heap MiB", "resident MiB");
            row(table, "worker without a connector", stage);
            String name = stage.connectorName();
            stage.connect(name);
            for (int point = 1; point <= POINTS; point++) {
                pass(BETWEEN_POINTS);
                row(table, BETWEEN_POINTS.toSeconds() * point + " s", stage);
                stage.requireNotFailed(name);
            }
            return table + "\n\nThe live heap is what a full garbage collection left.\n" + recovery(stage, name);
        }
    }

    private static void row(TextTable table, String title, WebhookStage stage) {
        long live = new Jcmd(stage.worker().pid()).liveBytes();
        table.row(title, mebibytes(live), mebibytes(stage.worker().residentBytes()));
    }

    private String recovery(WebhookStage stage, String name) {
        stage.endpoint().start();
        long start = System.nanoTime();
        long first = awaitEvents(stage, name, 1);
        long most = awaitEvents(stage, name, Math.min(events, 50_000));
        Arrivals.Count count = stage.endpoint().count();
        return "When the endpoint was up, the first event came after " + tenths((first - start) / 1e9) + " s, and "
                + whole(count.distinct()) + " after " + tenths((most - start) / 1e9) + " s; "
                + whole(count.events() - count.distinct()) + " of them twice.\n";
    }

    private static long awaitEvents(WebhookStage stage, String name, int number) {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> stage.endpoint().count().distinct() >= number);
            return System.nanoTime();
        } catch (ConditionTimeoutException e) {
            stage.requireNotFailed(name);
            throw new LocalStackException(
                    "the endpoint is up, but after " + PATIENCE.toSeconds() + " s fewer than " + number
                            + " events have come",
                    e);
        }
    }

    private static void pass(Duration time) {
        await().timeout(time.plusSeconds(5)).pollDelay(time).until(() -> true);
    }
}
