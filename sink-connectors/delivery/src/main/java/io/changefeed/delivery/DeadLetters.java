/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.destination.RejectedEventException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reports records that cannot be delivered. Must be used only on the task's thread, because the reporter is not
 * thread-safe.
 */
public final class DeadLetters {
    private final @Nullable ErrantRecordReporter reporter;
    private final Runnable counter;

    /**
     * @param reporter null if neither a dead letter queue nor error logging is configured
     * @param counter called for each record that is reported
     */
    public DeadLetters(@Nullable ErrantRecordReporter reporter, Runnable counter) {
        this.reporter = reporter;
        this.counter = counter;
    }

    /**
     * Reports a record. Connect ensures that the report is stored before the record's offset is committed.
     *
     * @throws ConnectException if there is no reporter, or errors are not tolerated
     */
    @SuppressWarnings("FutureReturnValueIgnored") // Connect waits for it
    public void report(SinkRecord record, String reason) {
        counter.run();
        if (reporter == null) {
            throw new ConnectException("The record at offset " + record.originalKafkaOffset() + " of "
                    + record.originalTopic() + "-" + record.originalKafkaPartition() + " cannot be delivered: " + reason
                    + ". To skip such records, set 'errors.tolerance=all'. To keep them in a dead letter queue, also"
                    + " set 'errors.deadletterqueue.topic.name'.");
        }
        reporter.report(record, new RejectedEventException(reason));
    }
}
