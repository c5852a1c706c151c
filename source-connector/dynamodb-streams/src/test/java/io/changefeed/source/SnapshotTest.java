/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static io.changefeed.source.worker.SourceTestBed.item;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Source.Snapshot;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.source.worker.LatestItems;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.source.worker.Worker.End;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots of a table, followed by its changes. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class SnapshotTest {
    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    private SimulatedTable oldTable(int items) {
        return testBed.oldTable(ViewType.NEW_AND_OLD_IMAGES, 2, items);
    }

    private Worker worker(String mode, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(Map.of("tables", "orders", "snapshot.mode", mode));
        properties.putAll(more);
        return testBed.worker(properties);
    }

    private LatestItems seen() {
        return LatestItems.of(testBed.kafka().changes());
    }

    @Test
    void heartbeatsOfASnapshotContainNoValuesOfItems() {
        oldTable(50);
        Worker worker = worker(
                "initial", Map.of("snapshot.filter.orders", "{\"expression\":\"attribute_exists(confidential)\"}"));
        worker.start();
        worker.runUntil(() -> heartbeatTypes().contains("snapshot_end"));

        assertThat(testBed.kafka().heartbeats())
                .extracting(record -> record.key() + " " + record.value())
                .anyMatch(heartbeat -> heartbeat.contains("snapshot_progress"))
                .noneMatch(heartbeat -> heartbeat.contains("item-") || heartbeat.contains("confidential"));
    }

    private List<String> heartbeatTypes() {
        return testBed.kafka().heartbeats().stream()
                .map(record -> record.value().toString())
                .flatMap(value -> Stream.of("snapshot_begin", "snapshot_end", "snapshot_needed")
                        .filter(value::contains))
                .toList();
    }

    private boolean isDone() {
        return heartbeatTypes().contains("snapshot_end");
    }

    private long calls(Operation operation) {
        return testBed.simulator().counts().calls().getOrDefault(operation, 0L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void everyItemIsEmittedOnceAndThenItsChanges(int segments) {
        SimulatedTable orders = oldTable(60);
        Worker worker = worker("initial", Map.of("snapshot.segments", Integer.toString(segments)));

        worker.start();
        worker.runUntil(this::isDone);

        List<ChangeEvent> rows = seen().rows();
        assertThat(rows).hasSize(60).allSatisfy(row -> {
            assertThat(row.source().snapshot()).isEqualTo(Snapshot.TRUE);
            assertThat(row.source().snapshotId()).contains("initial");
            assertThat(row.source().sequenceNumber()).isEmpty();
            assertThat(row.source().viewType()).contains(io.changefeed.event.ViewType.NEW_AND_OLD_IMAGES);
        });
        assertThat(rows).extracting(row -> row.source().eventId()).doesNotHaveDuplicates();
        assertThat(heartbeatTypes()).containsExactly("snapshot_begin", "snapshot_end");
        orders.generate(50, 20);
        worker.runUntil(() -> seen().matches(orders));
        assertThat(seen().stale()).isZero();
    }

    @Test
    void snapshotResumesAfterARestartAndIsNotRepeated() {
        SimulatedTable orders = oldTable(100);
        Worker worker = worker("initial", Map.of("snapshot.segments", "1", "snapshot.max.read.units", "1"));
        worker.start();
        worker.runUntil(() -> seen().rows().size() >= 14);
        worker.restart(End.KILL);
        worker.runUntil(() -> seen().rows().size() >= 28);
        worker.restartConnector(Map.of("snapshot.max.read.units", "0", "snapshot.segments", "5"));
        worker.runUntil(this::isDone);
        worker.restart(End.STOP);
        orders.put(item("new", 1));

        worker.runUntil(() -> seen().matches(orders));

        assertThat(seen().rows())
                .hasSize(100)
                .extracting(row -> row.source().eventId())
                .doesNotHaveDuplicates();
        assertThat(heartbeatTypes()).containsExactly("snapshot_begin", "snapshot_end");
    }

    @Test
    void throttledScanContinues() {
        SimulatedTable orders = oldTable(20);
        orders.scanInPagesOf(10);
        testBed.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.PROVISIONED_THROUGHPUT_EXCEEDED))
                        .on(Operation.SCAN)
                        .times(3));
        Worker worker = worker("initial", Map.of("snapshot.segments", "1"));
        worker.start();

        worker.runUntil(this::isDone);

        assertThat(calls(Operation.SCAN)).isEqualTo(3 + 2);
        assertThat(seen().rows()).hasSize(20);
    }

    @Test
    void slotsAreInOneTaskUntilTheSnapshotIsDone() {
        SimulatedTable orders = testBed.table("orders", 8);
        orders.generate(50, 30);
        Worker worker = worker("initial", Map.of("tasks.max", "4", "table.discovery.interval.ms", "1000"));
        worker.start();
        assertThat(worker.taskConfigs()).hasSize(1);
        worker.runUntil(this::isDone);

        worker.runUntil(() -> worker.taskConfigs().size() == 4);
        orders.generate(50, 30);

        worker.runUntil(() -> seen().matches(orders));
    }

    @Test
    void replacedStreamIsFollowedByASnapshot() {
        SimulatedTable orders = oldTable(10);
        Worker worker = worker("when_needed", Map.of("table.discovery.interval.ms", "1000"));
        worker.start();
        worker.runUntil(this::isDone);
        testBed.simulator().advance(Duration.ofMinutes(1));
        orders.disableStream();
        orders.put(item("item-1", 7));
        orders.put(item("unseen", 7));
        orders.enableStream(ViewType.NEW_AND_OLD_IMAGES, 1);

        worker.runUntil(() -> seen().matches(orders));

        assertThat(seen().stale()).isZero();
    }

    @Test
    void modeAlwaysTakesASnapshotAtEveryStart() {
        SimulatedTable orders = oldTable(10);
        Worker worker = worker("always", Map.of());
        worker.start();
        worker.runUntil(this::isDone);

        worker.restart(End.STOP);
        worker.runUntil(() -> seen().rows().size() == 20);

        assertThat(seen().matches(orders)).isTrue();
        assertThat(seen().stale()).isZero();
    }

    @Test
    void modeInitialOnlyReadsNoStream() {
        SimulatedTable orders = oldTable(10);
        Worker worker = worker("initial_only", Map.of());
        worker.start();
        worker.runUntil(this::isDone);
        orders.put(item("later", 1));
        worker.restart(End.STOP);

        assertThat(worker.taskConfigs()).isEmpty();
        assertThat(calls(Operation.GET_RECORDS)).isZero();
        assertThat(seen().rows()).hasSize(10);
    }
}
