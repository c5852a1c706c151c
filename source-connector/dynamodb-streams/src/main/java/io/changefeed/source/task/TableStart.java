/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.offset.ProcessedSignals;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.task.DeferredPositions.Deferral;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The state of a table when a task starts. Its shards are not open yet.
 *
 * @param snapshot to read
 * @param records that store the offsets that the assignment changes; they are emitted first
 * @param deferred the position after a replaced stream, if a snapshot must be committed first
 * @param signals that were processed for the table
 * @param failure fails the task after the records were emitted
 */
record TableStart(
        TableStream table,
        TableMetrics metrics,
        List<SlotEmitter> slots,
        Optional<SnapshotEmitter> snapshot,
        List<SourceRecord> records,
        Optional<Deferral> deferred,
        ProcessedSignals signals,
        Optional<ConnectException> failure) {}
