/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.localstack.LocalStackException;
import io.changefeed.localstack.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads a topic as fast as it grows and tells how long after their {@link Writes} events came. */
final class Latencies {
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Pattern TIME = Pattern.compile(Writes.TIME + "\\D+(\\d{13})");
    private static final double MANY = 0.99;

    private final TopicReader reader;

    Latencies(TopicReader reader) {
        this.reader = reader;
    }

    /**
     * What was measured.
     *
     * @param median in milliseconds, as the percentile is
     */
    record Measured(long median, long percentile99, long events, double rowsPerSecond) {}

    void passOver(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            reader.poll(PATIENCE);
        }
    }

    /** Until the first rows of a snapshot come. */
    void passOverUntilRows() {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (reader.poll(PATIENCE).stream().allMatch(Latencies::isWrite)) {
            if (System.nanoTime() > end) {
                throw new LocalStackException("no rows of a snapshot came within " + LONGEST_WAIT.toSeconds() + " s");
            }
        }
    }

    Measured measure(Duration time) {
        List<Long> millis = new ArrayList<>();
        long rows = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            List<ConsumerRecord<byte[], byte[]>> records = reader.poll(PATIENCE);
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
            throw new LocalStackException("no event of a write came within " + time.toSeconds() + " s");
        }
        Collections.sort(millis);
        return new Measured(
                millis.get(millis.size() / 2),
                millis.get((int) (millis.size() * MANY)),
                millis.size(),
                rows * 1e9 / (System.nanoTime() - start));
    }

    private static boolean isWrite(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8).contains(Writes.ID);
    }

    private static long timeOf(ConsumerRecord<byte[], byte[]> record) {
        Matcher time = TIME.matcher(new String(record.value(), UTF_8));
        if (!time.find()) {
            throw new LocalStackException("an event does not tell the item that was written");
        }
        return Long.parseLong(time.group(1));
    }
}
