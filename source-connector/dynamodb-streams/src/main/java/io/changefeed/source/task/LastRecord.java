/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;

/** The last record that the task has emitted, in this poll or an earlier one. Connect acknowledges it last. */
final class LastRecord {
    private record Emitted(SourceRecord record, CountDownLatch acknowledged) {}

    /** Replaced by the task's thread; the threads of Connect read it. */
    private volatile Optional<Emitted> last = Optional.empty();

    /** The task emits these records. */
    void emitted(List<SourceRecord> records) {
        if (!records.isEmpty()) {
            last = Optional.of(new Emitted(records.get(records.size() - 1), new CountDownLatch(1)));
        }
    }

    /** Connect has acknowledged a record. May be called by any thread. */
    @SuppressWarnings("ReferenceEquality") // Connect acknowledges the instances that the task has emitted.
    void acknowledged(SourceRecord record) {
        last.filter(emitted -> emitted.record() == record)
                .ifPresent(emitted -> emitted.acknowledged().countDown());
    }

    /** Waits for the acknowledgement. Returns whether there is one, or nothing was emitted. */
    boolean awaitAcknowledgement(Duration maxWait) throws InterruptedException {
        return last.isEmpty() || last.get().acknowledged().await(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    }
}
