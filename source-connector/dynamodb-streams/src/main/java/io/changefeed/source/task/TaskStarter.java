/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.assignment.SignalAssignment;
import io.changefeed.source.assignment.TaskAssignment;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.metrics.TaskMetrics;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.record.HeartbeatRecordFactory;
import io.changefeed.source.stream.ReaderPool;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/** Starts the loop of a task from its assignment and the stored offsets. */
public final class TaskStarter {
    private final TaskResources resources;

    public TaskStarter(SourceConfig config, StoredOffsets offsets, ReaderPool readers, Clock clock) {
        this.resources = new TaskResources(
                config, offsets, readers, new HeartbeatRecords(new HeartbeatRecordFactory(config, clock)), clock);
    }

    /** Starts the loop. The shards are opened immediately. The caller closes the readers. */
    public SourceLoop start(TaskAssignment assignment, TaskMetrics metrics) {
        List<TableStart> tables = assignment.tables().stream()
                .map(table -> new TableStarter(resources, table).start())
                .toList();
        SourceLoop loop = new SourceLoop(resources, tables, signalRecord(assignment.signals()));
        tables.forEach(
                table -> metrics.add(table.table().account(), table.table().name(), table.metrics()));
        return loop;
    }

    private Optional<SourceRecord> signalRecord(Optional<SignalAssignment> assignment) {
        return assignment
                .filter(signals -> !resources.offsets().signals(signals.topic()).equals(Optional.of(signals.offset())))
                .map(resources.heartbeats()::signals);
    }
}
