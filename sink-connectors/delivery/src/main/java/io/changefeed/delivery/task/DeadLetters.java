/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.task;

import io.changefeed.delivery.RejectedEventException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Where records go that cannot be delivered. Used by the task's thread alone: the reporter bears no other. */
public final class DeadLetters {
    private final @Nullable ErrantRecordReporter reporter;
    private final Runnable counter;

    /**
     * @param reporter null when neither a dead letter topic nor logging of errors is configured
     * @param counter called for each record that is reported
     */
    public DeadLetters(@Nullable ErrantRecordReporter reporter, Runnable counter) {
        this.reporter = reporter;
        this.counter = counter;
    }

    /**
     * Reports a record; Connect sees to it that the report is stored before the record's offset is committed.
     *
     * @throws ConnectException when there is nobody to report to, or the worker tolerates no errors
     */
    @SuppressWarnings("FutureReturnValueIgnored") // Connect waits for it
    public void report(SinkRecord record, String reason) {
        counter.run();
        if (reporter == null) {
            throw new ConnectException("The record at offset " + record.originalKafkaOffset() + " of "
                    + record.originalTopic() + "-" + record.originalKafkaPartition() + " cannot be delivered: " + reason
                    + ". To go on without such records, set 'errors.tolerance=all' and, to keep them,"
                    + " 'errors.deadletterqueue.topic.name'.");
        }
        reporter.report(record, new RejectedEventException(reason));
    }
}
