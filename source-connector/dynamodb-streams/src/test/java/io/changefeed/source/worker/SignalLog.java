/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import io.changefeed.source.config.SignalConfig;
import io.changefeed.source.signal.SignalChannel;
import io.changefeed.source.signal.SignalRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A signal topic in memory that outlives the worker. Thread-safe. */
public final class SignalLog implements SignalChannel.Opener {
    private static final Duration MAX_WAIT = Duration.ofMillis(50);

    private final List<SignalRecord> entries = new ArrayList<>();
    private long next;
    private long timestamp;

    /** Appends records with one key atomically: a reader receives all or none of them. */
    public synchronized void send(String key, String... values) {
        for (String value : values) {
            entries.add(new SignalRecord(next, timestamp, key, value));
            next++;
            timestamp++;
        }
        notifyAll();
    }

    /** Deletes all records, as retention does. */
    public synchronized void deleteRecords() {
        entries.clear();
    }

    /** Deletes and recreates the topic. */
    public synchronized void recreateTopic() {
        entries.clear();
        next = 0;
    }

    @Override
    public synchronized SignalChannel open(SignalConfig config, long position) {
        return new Reader(position > next ? 0 : position, next);
    }

    private synchronized List<SignalRecord> from(long position) throws InterruptedException {
        long deadline = System.nanoTime() + MAX_WAIT.toNanos();
        while (next <= position && System.nanoTime() < deadline) {
            wait(1);
        }
        return entries.stream().filter(entry -> entry.offset() >= position).toList();
    }

    private final class Reader implements SignalChannel {
        private final long end;
        private long position;

        private Reader(long position, long end) {
            this.position = position;
            this.end = end;
        }

        @Override
        public long endOffset() {
            return end;
        }

        @Override
        public List<SignalRecord> poll() {
            try {
                List<SignalRecord> read = from(position);
                if (!read.isEmpty()) {
                    position = read.get(read.size() - 1).offset() + 1;
                }
                return read;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void wakeUp() {}

        @Override
        public void close() {}
    }
}
