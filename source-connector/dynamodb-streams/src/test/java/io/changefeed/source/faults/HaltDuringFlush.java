/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStackBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Halts its worker, as SIGKILL does, before the n-th offset record of a producer, after the broker has acknowledged all
 * earlier ones. A marker file records the halt, so that it happens only once.
 *
 * <p>The worker applies {@code interceptor.classes} to producers and consumers, so this class implements both interfaces.
 */
public final class HaltDuringFlush implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {
    private static final String OFFSET = "halt.in.flush.offset";
    private static final String DONE = "halt.in.flush.done";
    private static final String TOPIC = "connect-offsets";

    private int sent;
    private int stored;

    /** Installs the interceptor in all producers of the workers. */
    static LocalStackBuilder install(LocalStackBuilder settings, Path jar, int offset, Path done) throws IOException {
        return settings.workerClassPath(HaltJars.of(HaltDuringFlush.class, jar))
                .workerProperty("interceptor.classes", HaltDuringFlush.class.getName())
                .workerProperty("producer.interceptor.classes", HaltDuringFlush.class.getName())
                .workerJvm(Jvm.quickToStart(1024)
                        .withOption("-D" + OFFSET + "=" + offset)
                        .withOption("-D" + DONE + "=" + done));
    }

    @Override
    public synchronized ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> next) {
        Path done = Path.of(System.getProperty(DONE, ""));
        if (!next.topic().equals(TOPIC) || Files.exists(done)) {
            return next;
        }
        if (sent + 1 < Integer.getInteger(OFFSET, 0)) {
            sent++;
            return next;
        }
        try {
            while (stored < sent) {
                wait();
            }
            Files.createFile(done);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return next;
        }
        Runtime.getRuntime().halt(137);
        return next;
    }

    @Override
    public synchronized void onAcknowledgement(RecordMetadata metadata, Exception failure) {
        if (metadata.topic().equals(TOPIC)) {
            stored++;
            notifyAll();
        }
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void configure(Map<String, ?> config) {}

    @Override
    public void close() {}
}
