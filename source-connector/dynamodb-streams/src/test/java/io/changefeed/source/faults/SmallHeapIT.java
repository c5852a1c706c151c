/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.localstack.ConnectorStatus;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStackException;
import io.changefeed.localstack.TopicReader;
import io.changefeed.simulator.AttributeShapes;
import io.changefeed.simulator.SimulatedTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A worker with a heap of 512 MiB and a connector with the default properties, of data that takes much more memory as
 * objects than the size that DynamoDB counts. The worker ends with the first OutOfMemoryError.
 */
@EnabledIf(TestRounds.ARE_MANY)
class SmallHeapIT {
    private static final int HEAP_MEGABYTES = 512;
    private static final int ITEMS_PER_SHARD = 100;
    /** Without a further event for this time, the connector counts as stopped. */
    private static final Duration STALL = Duration.ofMinutes(3);

    @Test
    void changesWithManySmallNumbersArePublishedOnce() {
        assertChangesArePublishedOnce("20 small numbers", 16, 15_000, AttributeShapes.smallNumbers(20));
    }

    @Test
    void changesWithMapsOf32LevelsArePublishedOnce() {
        assertChangesArePublishedOnce("maps of 32 levels", 16, 2_000, AttributeShapes.nestedMaps(10, 32));
    }

    @Test
    void changesWithNamesOf255BytesArePublishedOnce() {
        assertChangesArePublishedOnce("names of 255 bytes", 16, 3_000, AttributeShapes.longNames(20));
    }

    @Test
    void pagesOf1000SmallRecordsArePublishedOnce() {
        assertChangesArePublishedOnce("records of 100 bytes", 16, 20_000, AttributeShapes.text(36));
    }

    @Test
    void changesOfItemsWith130000AttributesArePublishedOnce() {
        assertChangesArePublishedOnce("130,000 attributes", 16, 4, AttributeShapes.emptyTexts(130_000));
    }

    @Test
    void millionChangesOf64ShardsArePublishedOnce() {
        assertChangesArePublishedOnce("a million changes", 64, 1_000_000 / 64, AttributeShapes.text(100));
    }

    @Test
    void snapshotOfManySmallNumbersIsPublishedOnce() {
        assertSnapshotIsPublishedOnce("snapshot of 20 small numbers", 100_000, AttributeShapes.smallNumbers(20));
    }

    @Test
    void snapshotOfItemsWith20000AttributesIsPublishedOnce() {
        assertSnapshotIsPublishedOnce("snapshot of 20,000 attributes", 400, AttributeShapes.emptyTexts(20_000));
    }

    private static void assertChangesArePublishedOnce(
            String data, int shards, int changesPerShard, ObjectNode attributes) {
        HeapLog heap = HeapLog.create();
        try (FaultTestBed testBed = start(heap)) {
            SimulatedTable table = testBed.table("orders", shards);
            table.fill(changesPerShard, ITEMS_PER_SHARD, attributes);
            assertPublishedOnce(data, testBed, table, Map.of("event.format", "struct"), shards * changesPerShard, heap);
        }
    }

    private static void assertSnapshotIsPublishedOnce(String data, int items, ObjectNode attributes) {
        HeapLog heap = HeapLog.create();
        try (FaultTestBed testBed = start(heap)) {
            SimulatedTable table = testBed.table("orders", 4);
            table.fillItems(items, attributes);
            assertPublishedOnce(
                    data, testBed, table, Map.of("event.format", "struct", "snapshot.mode", "initial"), items, heap);
        }
    }

    private static FaultTestBed start(HeapLog heap) {
        return FaultTestBed.start(FaultTestBed.settings(0)
                .workerJvm(Jvm.withHeap(HEAP_MEGABYTES)
                        .withOption("-XX:+ExitOnOutOfMemoryError")
                        .withOption(heap.option())));
    }

    private static void assertPublishedOnce(
            String data,
            FaultTestBed testBed,
            SimulatedTable table,
            Map<String, String> properties,
            int written,
            HeapLog heap) {
        EventCounts counts = new EventCounts();
        testBed.configure(List.of(table), properties);
        try (TopicReader reader = testBed.stack().read(FaultTestBed.CONNECTOR + "." + table.name())) {
            for (long distinct = 0; distinct < written; distinct = counts.distinct()) {
                long before = distinct;
                // A worker that ends does not respond.
                await(data)
                        .atMost(STALL)
                        .pollInSameThread()
                        .pollDelay(Duration.ZERO)
                        .ignoreException(LocalStackException.class)
                        .until(() -> {
                            reader.poll(Duration.ofSeconds(1)).forEach(counts::add);
                            return counts.distinct() > before || hasFailed(testBed);
                        });
                if (counts.distinct() == before) {
                    break;
                }
            }
            System.out.println(
                    "heap of " + HEAP_MEGABYTES + " MiB, " + data + ": " + counts.text(written) + "; " + heap.peaks());
            testBed.stack().requireAlive();
            testBed.connect().status(FaultTestBed.CONNECTOR).ifPresent(ConnectorStatus::requireNotFailed);
            testBed.connect().stop(FaultTestBed.CONNECTOR);
            testBed.connect().awaitStopped(FaultTestBed.CONNECTOR, STALL);
            reader.readToEnd().forEach(counts::add);
        }
        assertThat(counts.isExactlyOnce(written)).as(counts.text(written)).isTrue();
    }

    private static boolean hasFailed(FaultTestBed testBed) {
        return !testBed.stack().worker().isAlive()
                || testBed.connect()
                        .status(FaultTestBed.CONNECTOR)
                        .filter(status -> status.tasks().stream()
                                .anyMatch(task -> task.state().equals("FAILED")))
                        .isPresent();
    }
}
