/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.connector.metrics.MetricRegistry;
import io.changefeed.connector.metrics.StatusLine;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.event.Operation;
import io.changefeed.testing.FakePluginMetrics;
import io.changefeed.testing.ManualClock;
import io.changefeed.testing.MonitoringPage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {
    private static final String ACCOUNT = "111111111111";

    private final ManualClock clock = new ManualClock();
    private final FakePluginMetrics metrics = new FakePluginMetrics();
    private final MetricRegistry registry = MetricRegistry.open(new MetricsContext(metrics), new TaskId("metrics", 0));
    private final TaskMetrics task = new TaskMetrics(registry);
    private final TableMetrics orders = new TableMetrics(Duration.ofSeconds(1));
    private final TableMetrics customers = new TableMetrics(Duration.ofSeconds(1));

    @AfterEach
    void close() {
        registry.close();
        metrics.close();
    }

    /** The status of the task a minute after its start. */
    private String status() {
        StatusLine line = new StatusLine(clock.instant(), Duration.ofMinutes(1), new HashMap<>());
        task.addTo(line);
        return line.toString();
    }

    @Test
    void tablesOfOneNameInTwoAccountsHaveSeparateMetrics() {
        TableMetrics other = new TableMetrics(Duration.ofSeconds(1));
        task.add(ACCOUNT, "orders", orders);
        task.add("222222222222", "orders", other);

        other.emitted(Operation.INSERT);

        assertThat(metrics.value("event-insert-total", Map.of("account", ACCOUNT, "table", "orders")))
                .isZero();
        assertThat(metrics.value("event-insert-total", Map.of("account", "222222222222", "table", "orders")))
                .isOne();
    }

    @Test
    void documentationListsTheMetrics() {
        task.add(ACCOUNT, "orders", orders);

        assertThat(MonitoringPage.names("## Source"))
                .containsExactlyInAnyOrderElementsOf(metrics.descriptions().keySet());
    }

    @Test
    void documentationListsTheKeysOfTheStatus() {
        task.add(ACCOUNT, "orders", orders);

        assertThat(MonitoringPage.names("### Status of the source"))
                .containsExactlyInAnyOrderElementsOf(MonitoringPage.keys(status()));
    }

    @Test
    void lagIsUnknownUntilTheTipOrChangesOfEachShardAreRead() {
        task.add(ACCOUNT, "customers", customers);
        task.add(ACCOUNT, "orders", orders);
        customers.lag().shardOpened("c", Optional.of(clock.instant().minusSeconds(60)), clock.instant());
        orders.lag().shardOpened("o", Optional.empty(), clock.instant());

        assertThat(status())
                .contains(" milliseconds-behind-source=unknown milliseconds-until-expiry=unknown"
                        + " slowest-table=111111111111/orders ");
    }

    @Test
    void statusSumsTheTablesAndHasTheLagOfTheSlowest() {
        task.add(ACCOUNT, "customers", customers);
        task.add(ACCOUNT, "orders", orders);
        customers.shardOpened();
        customers.lag().shardOpened("c", Optional.of(clock.instant().minusSeconds(60)), clock.instant());
        orders.shardOpened();
        orders.lag().shardOpened("o", Optional.empty(), clock.instant());
        orders.lag().tipReached("o", clock.instant());
        orders.emitted(Operation.INSERT);
        orders.emitted(Operation.READ);
        customers.emitted(Operation.MODIFY);
        customers.callFailed(true);
        orders.callFailed(false);
        SnapshotProgress snapshot = new SnapshotProgress(100, 4, 0, 0, clock);
        snapshot.update(25, 1);
        orders.snapshotStarted(snapshot);

        assertThat(status())
                .isEqualTo("Status: tables=2 shard-reading-count=2 shard-idle-count=1 event-rate=0.05"
                        + " milliseconds-behind-source=60000 milliseconds-until-expiry=86340000"
                        + " slowest-table=111111111111/customers gap-total=0 call-failed-total=2"
                        + " call-throttled-total=1 snapshot-progress-ratio=0.25");
    }

    @Test
    void statusHasNoSnapshotIfThereWasNone() {
        task.add(ACCOUNT, "orders", orders);

        assertThat(status()).endsWith(" snapshot-progress-ratio=none");
    }
}
