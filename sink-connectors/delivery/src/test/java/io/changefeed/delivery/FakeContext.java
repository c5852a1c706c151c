/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/** What Connect is to a task; of a version without plugin metrics. */
final class FakeContext implements SinkTaskContext {
    private final Thread taskThread = Thread.currentThread();
    final Set<TopicPartition> paused = new HashSet<>();
    /** What was reported, with the reason. */
    final Map<SinkRecord, String> reported = new HashMap<>();

    final List<SinkRecord> reportedTwice = new ArrayList<>();
    boolean hasReporter = true;
    boolean toleratesErrors = true;
    private long timeout = -1;

    /** What the task asked for since this was asked last; -1 when nothing. */
    long takeTimeout() {
        long asked = timeout;
        timeout = -1;
        return asked;
    }

    private final class Reporter implements ErrantRecordReporter {
        @Override
        public Future<Void> report(SinkRecord record, Throwable error) {
            if (Thread.currentThread() != taskThread) {
                throw new AssertionError("reported by " + Thread.currentThread());
            }
            if (!toleratesErrors) {
                throw new ConnectException("Tolerance exceeded in error handler", error);
            }
            if (reported.put(record, String.valueOf(error.getMessage())) != null) {
                reportedTwice.add(record);
            }
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public @Nullable ErrantRecordReporter errantRecordReporter() {
        return hasReporter ? new Reporter() : null;
    }

    @Override
    public void timeout(long milliseconds) {
        timeout = milliseconds;
    }

    @Override
    public void pause(TopicPartition... partitions) {
        paused.addAll(Set.of(partitions));
    }

    @Override
    public void resume(TopicPartition... partitions) {
        paused.removeAll(Set.of(partitions));
    }

    @Override
    public Map<String, String> configs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<TopicPartition> assignment() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void requestCommit() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginMetrics pluginMetrics() {
        throw new NoSuchMethodError("as before Kafka Connect 4.1");
    }
}
