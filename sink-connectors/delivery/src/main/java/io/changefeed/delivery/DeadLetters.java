/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.destination.RejectedEventException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Reports records that cannot be delivered. Used by the task's thread only: the reporter is not thread-safe. */
public final class DeadLetters {
    private final @Nullable ErrantRecordReporter reporter;
    private final Runnable counter;

    /**
     * @param reporter null when neither a dead letter queue nor logging of errors is configured
     * @param counter called for each record that is reported
     */
    public DeadLetters(@Nullable ErrantRecordReporter reporter, Runnable counter) {
        this.reporter = reporter;
        this.counter = counter;
    }

    /**
     * Reports a record. Connect makes sure that the report is stored before the record's offset is committed.
     *
     * @throws ConnectException when there is no reporter, or the worker tolerates no errors
     */
    @SuppressWarnings("FutureReturnValueIgnored") // Connect waits for it
    public void report(SinkRecord record, String reason) {
        counter.run();
        if (reporter == null) {
            throw new ConnectException("The record at offset " + record.originalKafkaOffset() + " of "
                    + record.originalTopic() + "-" + record.originalKafkaPartition() + " cannot be delivered: " + reason
                    + ". To skip such records, set 'errors.tolerance=all'; to keep them, set also"
                    + " 'errors.deadletterqueue.topic.name'.");
        }
        reporter.report(record, new RejectedEventException(reason));
    }
}
