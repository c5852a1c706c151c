/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.source.config.ReadingConfig;
import io.changefeed.source.metrics.TableMetrics;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Counts the consecutive failed calls for a shard or segment. Not thread-safe. */
final class RetryState {
    private static final Logger LOG = LoggerFactory.getLogger(RetryState.class);

    private final Object subject;
    private final PollBackoff backoff;
    private final TableMetrics metrics;
    private int failedCalls;
    private @Nullable Instant failingSince;

    /** @param subject what is read; its text is part of messages */
    RetryState(Object subject, PollBackoff backoff, TableMetrics metrics) {
        this.subject = subject;
        this.backoff = backoff;
        this.metrics = metrics;
    }

    void succeeded() {
        failedCalls = 0;
        failingSince = null;
    }

    /**
     * The delay before the next attempt.
     *
     * @throws SdkException the given exception, if it is not transient
     * @throws ConnectException when calls have failed for as long as the stall timeout
     */
    Duration afterFailure(SdkException e) {
        if (!AwsErrorClassifier.isTransient(e)) {
            throw e;
        }
        if (failingSince == null) {
            failingSince = backoff.now();
        }
        if (backoff.hasStalled(failingSince)) {
            throw new ConnectException(
                    "Reading " + subject + " failed for longer than "
                            + backoff.stallTimeout().toSeconds() + " s ('" + ReadingConfig.STALL_TIMEOUT + "'): "
                            + e.getMessage(),
                    e);
        }
        failedCalls++;
        metrics.callFailed(AwsErrorClassifier.isThrottling(e));
        Duration delay = backoff.afterFailure(failedCalls);
        LOG.warn(
                "Reading {} failed, {} consecutive failures; retrying in {} ms: {}",
                subject,
                failedCalls,
                delay.toMillis(),
                e.getMessage());
        return delay;
    }
}
