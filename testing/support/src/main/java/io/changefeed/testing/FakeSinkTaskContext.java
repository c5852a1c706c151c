/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * A fake of the context that Kafka Connect gives a sink task. It records the requests of the task, and checks that the
 * task reports records on the thread that created the context, as Connect requires. By default, there is a dead letter
 * queue and errors are tolerated.
 */
public final class FakeSinkTaskContext implements SinkTaskContext, AutoCloseable {
    private final Thread taskThread = Thread.currentThread();
    private final Set<TopicPartition> paused = new HashSet<>();
    private final Map<SinkRecord, String> reported = new HashMap<>();
    private final List<SinkRecord> reportedTwice = new ArrayList<>();
    private final FakePluginMetrics metrics = new FakePluginMetrics();
    private final Map<TopicPartition, Long> requestedOffsets = new HashMap<>();
    private boolean hasReporter = true;
    private boolean toleratesErrors = true;
    private boolean hasPluginMetrics = true;
    private Optional<RuntimeException> metricsFailure = Optional.empty();
    private Supplier<Future<Void>> reports = () -> CompletableFuture.completedFuture(null);
    private boolean isCommitRequested;
    private Optional<Long> timeout = Optional.empty();

    /** Removes the dead letter queue and the logging of errors: rejected records fail the task. */
    public FakeSinkTaskContext withoutReporter() {
        hasReporter = false;
        return this;
    }

    /** Sets {@code errors.tolerance=none}: reporting a record fails. */
    public FakeSinkTaskContext withoutErrorTolerance() {
        toleratesErrors = false;
        return this;
    }

    /** Sets the source of the future of each further report; by default, a report is stored at once. */
    public FakeSinkTaskContext withReports(Supplier<Future<Void>> futures) {
        reports = futures;
        return this;
    }

    /** Removes the plugin metrics, as on workers older than Kafka Connect 4.1. */
    public FakeSinkTaskContext withoutPluginMetrics() {
        hasPluginMetrics = false;
        return this;
    }

    /** Makes the registration of plugin metrics fail. */
    public FakeSinkTaskContext withFailingPluginMetrics(RuntimeException failure) {
        metricsFailure = Optional.of(failure);
        return this;
    }

    /** The paused partitions; tests can change them. */
    public Set<TopicPartition> paused() {
        return paused;
    }

    /** The reported records with the reasons; tests can remove them. */
    public Map<SinkRecord, String> reported() {
        return reported;
    }

    /** The records that were reported more than once. */
    public List<SinkRecord> reportedTwice() {
        return reportedTwice;
    }

    /**
     * Returns the timeout in milliseconds that the task set since the last call, and clears it; empty if it set none.
     */
    public Optional<Long> takeTimeout() {
        Optional<Long> taken = timeout;
        timeout = Optional.empty();
        return taken;
    }

    /** Returns whether the task requested a commit since the last call, and clears the request. */
    public boolean takeCommitRequest() {
        boolean taken = isCommitRequested;
        isCommitRequested = false;
        return taken;
    }

    /** Returns the offsets to which the task asked to rewind since the last call, and clears them. */
    public Map<TopicPartition, Long> takeRequestedOffsets() {
        Map<TopicPartition, Long> taken = Map.copyOf(requestedOffsets);
        requestedOffsets.clear();
        return taken;
    }

    public FakePluginMetrics metrics() {
        return metrics;
    }

    @Override
    public @Nullable ErrantRecordReporter errantRecordReporter() {
        return hasReporter ? this::report : null;
    }

    private Future<Void> report(SinkRecord record, Throwable error) {
        if (Thread.currentThread() != taskThread) {
            throw new AssertionError("reported by " + Thread.currentThread());
        }
        if (!toleratesErrors) {
            throw new ConnectException("Tolerance exceeded in error handler", error);
        }
        if (reported.put(record, String.valueOf(error.getMessage())) != null) {
            reportedTwice.add(record);
        }
        return reports.get();
    }

    @Override
    public void timeout(long milliseconds) {
        timeout = Optional.of(milliseconds);
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
    public void requestCommit() {
        isCommitRequested = true;
    }

    @Override
    public PluginMetrics pluginMetrics() {
        if (!hasPluginMetrics) {
            throw new NoSuchMethodError("added in Kafka Connect 4.1");
        }
        metricsFailure.ifPresent(failure -> {
            throw failure;
        });
        return metrics;
    }

    @Override
    public Map<String, String> configs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        requestedOffsets.putAll(offsets);
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        requestedOffsets.put(partition, offset);
    }

    @Override
    public Set<TopicPartition> assignment() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        metrics.close();
    }
}
