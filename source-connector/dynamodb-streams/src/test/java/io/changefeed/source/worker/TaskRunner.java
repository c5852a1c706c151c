/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import io.changefeed.source.DynamoDbStreamsSourceTask;
import java.util.List;
import java.util.Map;
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

/** One task, polled on a thread of its own so that a test need not wait for a task that has nothing. */
final class TaskRunner {
    private static final RecordMetadata STORED = new RecordMetadata(new TopicPartition("topic", 0), 0, 0, 0, 0, 0);

    private final DynamoDbStreamsSourceTask task = new DynamoDbStreamsSourceTask();
    private final Kafka kafka;
    private final boolean exactlyOnce;
    private final Predicate<SourceRecord> dropped;
    private final ProducerQueue sending;
    private final AtomicReference<@Nullable Thread> poller = new AtomicReference<>();
    private Optional<CompletableFuture<List<SourceRecord>>> polling = Optional.empty();

    TaskRunner(Map<String, String> config, Kafka kafka, boolean exactlyOnce, Predicate<SourceRecord> dropped) {
        this.kafka = kafka;
        this.exactlyOnce = exactlyOnce;
        this.dropped = dropped;
        this.sending = new ProducerQueue(kafka, record -> task.commitRecord(record, STORED), task::commit);
        task.initialize(new Context(config, kafka.offsets()));
        task.start(config);
    }

    private record Context(Map<String, String> configs, OffsetStorageReader offsetStorageReader)
            implements SourceTaskContext {
        @Override
        public PluginMetrics pluginMetrics() {
            throw new NoSuchMethodError("as on a worker before 4.1");
        }
    }

    /** What the task hands over next, once it does; the same answer until {@link #take}. */
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

    /** Sends what was polled, as far as a transform lets it through. */
    int take() {
        if (polling.isEmpty() || !polling.get().isDone()) {
            return 0;
        }
        List<SourceRecord> records = join(polling.get());
        polling = Optional.empty();
        for (SourceRecord record : records) {
            if (dropped.test(record)) {
                task.commitRecord(record, null);
            } else {
                sending.send(record);
            }
        }
        if (exactlyOnce) {
            sending.settleAll();
        }
        return records.size();
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

    ProducerQueue sending() {
        return sending;
    }

    /** Connect asks for an end, sends what was polled and flushes. */
    void stop() {
        endPoll();
        take();
        task.stop();
        sending.settleAll();
    }

    /** The process dies: what Kafka has not stored is gone. */
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
