/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.event.Heartbeat;
import io.changefeed.localstack.ConnectorStatus;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.control.ShardReport;
import io.changefeed.source.it.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A worker that was down for longer than the retention of DynamoDB Streams. */
class GapIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final double A_DAY = Duration.ofDays(1).toMillis();

    @Test
    void gapIsReportedByTaskLogHeartbeatAndMetric() throws IOException {
        try (ProcessStage stage = ProcessStage.start(ProcessStage.settings(0)
                // The broker's clock is not advanced, and it rejects timestamps in the future.
                .brokerProperty("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)))) {
            SimulatedTable table = stage.table("orders", 2);
            try (PublishedTable published = stage.published(table);
                    Topic heartbeats = new Topic(stage.stack(), "__changefeed-heartbeat." + ProcessStage.CONNECTOR)) {
                stage.read(List.of(table), Map.of());
                int read = table.generate(100, 20);
                published.awaitAll();
                assertMetricsBeforeTheGap(metrics(stage), read);
                List<String> shards =
                        table.report().open().stream().map(ShardReport::id).toList();
                stage.stack().worker().stop();
                table.generate(100, 20);
                // One shard keeps its later changes; of the other, only its child remains.
                table.rotate(shards.get(0));
                stage.simulator().advance(Duration.ofDays(2));
                int left = table.generate(100, 20);
                stage.stack().worker().start();

                assertThat(awaitFailure(stage).trace().orElse(""))
                        .contains("Changes of table orders were lost")
                        .containsAnyOf(shards.get(0), shards.get(1))
                        .contains(table.report().arn())
                        .contains("on.gap");

                stage.configure(List.of(table), Map.of("on.gap", "continue"));
                assertThat(published.awaitCount(read + left)).hasSize(read + left);
                await("both gaps in the metrics")
                        .atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(metrics(stage)).containsEntry("gap-total", 2.0));
                for (String shard : shards) {
                    String end = shard.equals(shards.get(0)) ? "END" : "TRIM_HORIZON";
                    assertLogged(
                            stage,
                            "Changes of table orders were lost",
                            " up to " + end + " in shard " + shard,
                            "on.gap");
                    assertThat(gaps(heartbeats))
                            .filteredOn(gap -> gap.subject().equals(shard))
                            .isNotEmpty()
                            .allSatisfy(gap -> assertThat(gap.details())
                                    .containsEntry("to", end)
                                    .containsKeys("from", "reason", "slot")
                                    .hasEntrySatisfying(
                                            "table", arn -> assertThat(arn).endsWith("table/orders")));
                }
            }
        }
    }

    private static Map<String, Double> metrics(ProcessStage stage) throws IOException {
        try (WorkerMetrics metrics = WorkerMetrics.of(stage.stack().worker())) {
            return metrics.ofTable("orders");
        }
    }

    private static void assertMetricsBeforeTheGap(Map<String, Double> metrics, int read) {
        double events = Stream.of("event-insert-total", "event-modify-total", "event-remove-total")
                .mapToDouble(name -> metrics.getOrDefault(name, 0.0))
                .sum();
        assertThat(events).isEqualTo(read);
        assertThat(metrics)
                .containsEntry("shard-reading-count", 2.0)
                .containsEntry("gap-total", 0.0)
                .containsEntry("call-failed-total", 0.0)
                .hasEntrySatisfying(
                        "milliseconds-behind-source", lag -> assertThat(lag).isBetween(0.0, A_DAY))
                .hasEntrySatisfying(
                        "milliseconds-until-expiry", left -> assertThat(left).isBetween(A_DAY - 60_000, A_DAY))
                .hasEntrySatisfying(
                        "get-records-total", calls -> assertThat(calls).isPositive())
                .hasEntrySatisfying(
                        "get-records-empty-ratio", share -> assertThat(share).isBetween(0.0, 1.0));
    }

    private static void assertLogged(ProcessStage stage, String... words) throws IOException {
        assertThat(Files.readAllLines(stage.stack().worker().log()))
                .filteredOn(line -> line.contains(" ERROR "))
                .anySatisfy(line -> assertThat(line).contains(words));
    }

    private static ConnectorStatus.Part awaitFailure(ProcessStage stage) {
        return await("a failed task")
                .atMost(TIMEOUT)
                .until(
                        () -> stage.connect()
                                .status(ProcessStage.CONNECTOR)
                                .flatMap(status -> status.tasks().stream()
                                        .filter(task -> task.state().equals("FAILED"))
                                        .findFirst()),
                        found -> found.isPresent())
                .orElseThrow();
    }

    private static List<Heartbeat> gaps(Topic heartbeats) {
        return heartbeats.readToEnd().stream()
                .filter(received -> received.record() instanceof Heartbeat heartbeat
                        && heartbeat.type().equals("gap"))
                .map(received -> (Heartbeat) received.record())
                .toList();
    }
}
