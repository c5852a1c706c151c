/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static io.changefeed.delivery.Records.ORDERS;
import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.config.DeadLetterConfig;
import io.changefeed.delivery.record.OffsetTracker;
import io.changefeed.testing.FakeSinkTaskContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final Duration WARNING_DELAY = Duration.ofSeconds(30);

    private final ManualScheduler timer = new ManualScheduler(Changes.TIME);
    private final OffsetTracker offsets = new OffsetTracker();
    private final FakeSinkTaskContext context = new FakeSinkTaskContext();
    private final List<CompletableFuture<Void>> reports = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> delays = new ArrayList<>();
    private long offset;

    private DeadLetters deadLetters(String... properties) {
        return new DeadLetters(
                context.errantRecordReporter(),
                DeadLetterConfig.of(
                        properties.length == 0
                                ? Map.of("errors.tolerance", "all", DeadLetterConfig.TOPIC, "rejected")
                                : Map.of(properties[0], properties[1])),
                offsets,
                timer,
                new DeadLetters.Listener() {
                    @Override
                    public void reported(UndeliverableRecord record) {
                        // The context has it.
                    }

                    @Override
                    public void failed(UndeliverableRecord record, ConnectException reason, boolean isUrgent) {
                        failures.add(reason.getMessage() + (isUrgent ? " [urgent]" : ""));
                    }

                    @Override
                    public void delayed(String message) {
                        delays.add(message);
                    }
                });
    }

    /** Lets every report stay open until the test completes it. */
    private void openReports() {
        context.withReports(() -> {
            reports.add(new CompletableFuture<>());
            return reports.get(reports.size() - 1);
        });
    }

    private UndeliverableRecord next() {
        long next = offset++;
        return new UndeliverableRecord(
                Records.alien(ORDERS, next),
                offsets.track(ORDERS, next, 0, Changes.TIME),
                Optional.empty(),
                "op: unknown");
    }

    private long committable() {
        return offsets.committable(Map.of(ORDERS, new OffsetAndMetadata(offset))).values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    @Test
    void recordIsAcknowledgedWhenItsReportIsStored() {
        DeadLetters letters = deadLetters();
        openReports();
        letters.add(next());
        letters.poll();
        assertThat(context.reported()).hasSize(1);
        assertThat(committable()).isZero();

        reports.get(0).complete(null);
        letters.acknowledgeStored();

        assertThat(committable()).isEqualTo(1);
        assertThat(letters.isIdle()).isTrue();
    }

    @Test
    void failedReportIsNotAcknowledged() {
        DeadLetters letters = deadLetters();
        openReports();
        letters.add(next());
        letters.poll();

        reports.get(0).completeExceptionally(new RecordTooLargeException("1048700 bytes"));
        letters.acknowledgeStored();

        assertThat(failures)
                .singleElement()
                .asString()
                .contains(
                        "offset 0 of shop.orders-0",
                        "op: unknown",
                        "not stored in 'rejected': 1048700 bytes",
                        "producer.override.max.request.size",
                        "[urgent]");
        assertThat(committable()).isZero();
    }

    /** Connect returns a completed future for a report that its producer refuses. */
    @Test
    void reportThatIsRefusedAtOnceIsNotAcknowledged() {
        DeadLetters letters = deadLetters();
        letters.add(next());

        letters.poll();

        assertThat(failures)
                .singleElement()
                .asString()
                .contains("offset 0 of shop.orders-0", "refused it")
                .doesNotContain("[urgent]");
        assertThat(committable()).isZero();
        assertThat(context.reportedTwice()).hasSize(9);
    }

    @Test
    void reportsThatWereStoredBeforeTheyReturnedAreRepeated() {
        DeadLetters letters = deadLetters();
        CompletableFuture<Void> last = new CompletableFuture<>();
        Queue<Future<Void>> results = new ArrayDeque<>(nCopies(5, CompletableFuture.completedFuture(null)));
        results.add(last);
        context.withReports(results::remove);
        letters.add(next());

        letters.poll();
        last.complete(null);
        letters.poll();

        assertThat(failures).isEmpty();
        assertThat(committable()).isEqualTo(1);
    }

    @Test
    void loggedRecordIsAcknowledgedAtOnce() {
        DeadLetters letters = deadLetters("errors.log.enable", "true");
        letters.add(next());

        letters.poll();

        assertThat(failures).isEmpty();
        assertThat(context.reportedTwice()).isEmpty();
        assertThat(committable()).isEqualTo(1);
        assertThat(timer.timers()).isZero();
    }

    @Test
    void atMostAHundredReportsAreOpen() {
        DeadLetters letters = deadLetters();
        openReports();
        for (int i = 0; i < 150; i++) {
            letters.add(next());
        }

        letters.poll();
        assertThat(reports).hasSize(100);
        assertThat(letters.isFull()).isTrue();
        reports.subList(0, 60).forEach(report -> report.complete(null));
        letters.poll();

        assertThat(reports).hasSize(150);
        assertThat(letters.isFull()).isFalse();
        assertThat(committable()).isEqualTo(60);
    }

    @Test
    void recordOfARevokedPartitionIsForgotten() {
        DeadLetters letters = deadLetters();
        openReports();
        letters.add(next());
        letters.poll();
        letters.add(next());

        offsets.close(List.of(ORDERS));
        reports.get(0).completeExceptionally(new RecordTooLargeException());
        letters.poll();

        assertThat(failures).isEmpty();
        assertThat(reports).hasSize(1);
        assertThat(letters.isIdle()).isTrue();
        assertThat(timer.timers()).isZero();
    }

    @Test
    void reportsThatAreNotStoredForLongAreLoggedOnce() {
        DeadLetters letters = deadLetters();
        openReports();
        letters.add(next());
        letters.add(next());
        letters.poll();
        timer.advance(WARNING_DELAY.minusMillis(1));
        assertThat(delays).isEmpty();

        timer.advance(Duration.ofMillis(1));

        assertThat(delays).singleElement().asString().contains("offset 0 of shop.orders-0", "'rejected' within 30 s");
    }

    @Test
    void producerThatBlocksTheTaskIsLoggedAndTriedNoMore() {
        DeadLetters letters = deadLetters();
        context.withReports(() -> {
            timer.advance(WARNING_DELAY.plusSeconds(1));
            return CompletableFuture.completedFuture(null);
        });
        letters.add(next());

        letters.poll();

        assertThat(delays).singleElement().asString().contains("blocked inside Kafka Connect");
        assertThat(failures).hasSize(1);
        assertThat(context.reportedTwice()).isEmpty();
    }

    @Test
    void taskWithoutReporterFailsWithTheReasonAndTheProperties() {
        context.withoutReporter();
        DeadLetters letters = deadLetters("errors.tolerance", "all");
        letters.add(next());

        letters.poll();

        assertThat(failures)
                .singleElement()
                .asString()
                .contains("op: unknown", "errors.deadletterqueue.topic.name", "errors.log.enable=true");
        assertThat(committable()).isZero();
    }

    @Test
    void taskThatToleratesNoErrorFailsWithTheReason() {
        context.withoutErrorTolerance();
        DeadLetters letters = deadLetters(DeadLetterConfig.TOPIC, "rejected");
        letters.add(next());

        letters.poll();

        assertThat(failures).singleElement().asString().contains("op: unknown", "errors.tolerance=all");
        assertThat(timer.timers()).isZero();
    }
}
