/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.benchmarks.measure.Times;
import io.changefeed.localstack.LocalStackException;
import io.changefeed.localstack.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads a topic continuously and measures the latency of the events of {@link Writes}. */
final class Latencies {
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Pattern TIME = Pattern.compile(Writes.TIME + "\\D+(\\d{13})");

    private final TopicReader reader;

    Latencies(TopicReader reader) {
        this.reader = reader;
    }

    /**
     * The result of a measurement.
     *
     * @param millis the latencies of events in milliseconds
     */
    record Measured(Times millis, double writesPerSecond, double rowsPerSecond) {}

    void skip(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            reader.poll(POLL_TIMEOUT);
        }
    }

    /** Skips records until the first rows of a snapshot arrive. */
    void skipToSnapshotRows() {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (reader.poll(POLL_TIMEOUT).stream().allMatch(Latencies::isWrite)) {
            if (System.nanoTime() > end) {
                throw new LocalStackException("no snapshot rows arrived within " + TIMEOUT.toSeconds() + " s");
            }
        }
    }

    Measured measure(Duration time) {
        List<Long> millis = new ArrayList<>();
        long rows = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            List<ConsumerRecord<byte[], byte[]>> records = reader.poll(POLL_TIMEOUT);
            long now = System.currentTimeMillis();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (isWrite(record)) {
                    millis.add(now - timeOf(record));
                } else {
                    rows++;
                }
            }
        }
        if (millis.isEmpty()) {
            throw new LocalStackException("no event of a write arrived within " + time.toSeconds() + " s");
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Measured(Times.of(millis), millis.size() / seconds, rows / seconds);
    }

    private static boolean isWrite(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8).contains(Writes.ID);
    }

    private static long timeOf(ConsumerRecord<byte[], byte[]> record) {
        Matcher time = TIME.matcher(new String(record.value(), UTF_8));
        if (!time.find()) {
            throw new LocalStackException("an event does not contain the time of the write");
        }
        return Long.parseLong(time.group(1));
    }
}
