/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import io.changefeed.source.DynamoDbStreamsSourceTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Runs one task. A separate thread polls it, so that a test does not wait for a task without records. */
final class TaskRunner {
    private static final RecordMetadata STORED = new RecordMetadata(new TopicPartition("topic", 0), 0, 0, 0, 0, 0);

    private final DynamoDbStreamsSourceTask task = new DynamoDbStreamsSourceTask();
    private final Kafka kafka;
    private final boolean exactlyOnce;
    private final Predicate<SourceRecord> dropped;
    private final ProducerQueue queue;
    /** With exactly-once, the records of the open transaction, with null for those that a transform dropped. */
    private final Map<SourceRecord, @Nullable RecordMetadata> transaction = new LinkedHashMap<>();

    private final AtomicReference<@Nullable Thread> poller = new AtomicReference<>();
    private Optional<CompletableFuture<List<SourceRecord>>> polling = Optional.empty();

    TaskRunner(Map<String, String> config, Kafka kafka, boolean exactlyOnce, Predicate<SourceRecord> dropped) {
        this.kafka = kafka;
        this.exactlyOnce = exactlyOnce;
        this.dropped = dropped;
        this.queue = exactlyOnce
                ? new ProducerQueue(kafka, record -> transaction.put(record, STORED), this::commitTransaction)
                : new ProducerQueue(kafka, record -> task.commitRecord(record, STORED), task::commit);
        task.initialize(new Context(config, kafka.offsets()));
        task.start(config);
    }

    private record Context(Map<String, String> configs, OffsetStorageReader offsetStorageReader)
            implements SourceTaskContext {
        @Override
        public PluginMetrics pluginMetrics() {
            throw new NoSuchMethodError("like a worker before 4.1");
        }
    }

    /** The next records of the task. Returns the same future until {@link #take} is called. */
    CompletableFuture<List<SourceRecord>> poll() {
        CompletableFuture<List<SourceRecord>> next = polling.orElseGet(this::startPoll);
        polling = Optional.of(next);
        return next;
    }

    private CompletableFuture<List<SourceRecord>> startPoll() {
        CompletableFuture<List<SourceRecord>> next = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                List<SourceRecord> records = null;
                while (records == null) {
                    records = task.poll();
                }
                next.complete(records);
            } catch (InterruptedException e) {
                next.complete(List.of());
            } catch (RuntimeException e) {
                next.completeExceptionally(e);
            }
        });
        poller.set(thread);
        thread.start();
        return next;
    }

    /** Sends the polled records that no transform drops. */
    int take() {
        if (polling.isEmpty() || !polling.get().isDone()) {
            return 0;
        }
        List<SourceRecord> records = join(polling.get());
        polling = Optional.empty();
        for (SourceRecord record : records) {
            if (dropped.test(record)) {
                drop(record);
            } else {
                queue.send(record);
            }
        }
        if (exactlyOnce) {
            queue.storeAndFlushAll();
        }
        return records.size();
    }

    private void drop(SourceRecord record) {
        if (exactlyOnce) {
            transaction.put(record, null);
        } else {
            task.commitRecord(record, null);
        }
    }

    /** Acknowledges the records of a transaction. Connect does not commit one whose records were all dropped. */
    private void commitTransaction() {
        if (transaction.values().stream().anyMatch(Objects::nonNull)) {
            transaction.forEach(task::commitRecord);
            transaction.clear();
            task.commit();
        }
    }

    private static List<SourceRecord> join(CompletableFuture<List<SourceRecord>> records) {
        try {
            return records.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    ProducerQueue queue() {
        return queue;
    }

    /** Stops the task as Connect does: sends the polled records and flushes the offsets. */
    void stop() {
        endPoll();
        take();
        task.stop();
        queue.storeAndFlushAll();
    }

    /** Ends the task as a crash does: records that Kafka has not stored are lost. */
    void kill() {
        endPoll();
        task.stop();
    }

    private void endPoll() {
        Thread thread = poller.get();
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    Kafka kafka() {
        return kafka;
    }
}
