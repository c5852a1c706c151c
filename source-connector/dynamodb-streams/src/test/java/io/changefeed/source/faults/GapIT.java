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
    private static final double ONE_DAY = Duration.ofDays(1).toMillis();

    @Test
    void gapIsReportedByTaskLogHeartbeatAndMetric() throws IOException {
        try (FaultTestBed testBed = FaultTestBed.start(FaultTestBed.settings(0)
                // The broker's clock is not advanced, and it rejects timestamps in the future.
                .brokerProperty("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)))) {
            SimulatedTable table = testBed.table("orders", 2);
            try (PublishedTable published = testBed.published(table);
                    Topic heartbeats = new Topic(testBed.stack(), "__changefeed-heartbeat." + FaultTestBed.CONNECTOR)) {
                testBed.read(List.of(table), Map.of());
                int read = table.generate(100, 20);
                published.awaitAll();
                assertMetricsBeforeTheGap(metrics(testBed), read);
                List<String> shards =
                        table.report().open().stream().map(ShardReport::id).toList();
                testBed.stack().worker().stop();
                table.generate(100, 20);
                // One shard keeps its later changes; of the other, only its child remains.
                table.rotate(shards.get(0));
                testBed.simulator().advance(Duration.ofDays(2));
                int left = table.generate(100, 20);
                testBed.stack().worker().start();

                assertThat(awaitFailure(testBed).trace().orElse(""))
                        .contains("Changes of table orders were lost")
                        .containsAnyOf(shards.get(0), shards.get(1))
                        .contains(table.report().arn())
                        .contains("on.gap");

                testBed.configure(List.of(table), Map.of("on.gap", "continue"));
                assertThat(published.awaitCount(read + left)).hasSize(read + left);
                await("both gaps in the metrics")
                        .atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(metrics(testBed)).containsEntry("gap-total", 2.0));
                for (String shard : shards) {
                    String end = shard.equals(shards.get(0)) ? "END" : "TRIM_HORIZON";
                    assertLogged(
                            testBed,
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

    private static Map<String, Double> metrics(FaultTestBed testBed) throws IOException {
        try (WorkerMetrics metrics = WorkerMetrics.of(testBed.stack().worker())) {
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
                        "milliseconds-behind-source", lag -> assertThat(lag).isBetween(0.0, ONE_DAY))
                .hasEntrySatisfying(
                        "milliseconds-until-expiry", left -> assertThat(left).isBetween(ONE_DAY - 60_000, ONE_DAY))
                .hasEntrySatisfying(
                        "get-records-total", calls -> assertThat(calls).isPositive())
                .hasEntrySatisfying(
                        "get-records-per-month", calls -> assertThat(calls).isPositive())
                .hasEntrySatisfying(
                        "get-records-empty-ratio", share -> assertThat(share).isBetween(0.0, 1.0));
    }

    private static void assertLogged(FaultTestBed testBed, String... words) throws IOException {
        assertThat(Files.readAllLines(testBed.stack().worker().log()))
                .filteredOn(line -> line.contains(" ERROR "))
                .anySatisfy(line -> assertThat(line).contains(words));
    }

    private static ConnectorStatus.Part awaitFailure(FaultTestBed testBed) {
        return await("a failed task")
                .atMost(TIMEOUT)
                .until(
                        () -> testBed.connect()
                                .status(FaultTestBed.CONNECTOR)
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
