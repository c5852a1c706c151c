/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.source.metrics.TableMetrics;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/**
 * Checks whether a shard is open. Reading does not need the check, so a check without a result is repeated after a
 * delay while the shard is read, and never fails the task because it takes too long. Not thread-safe.
 */
final class OpenShardCheck {
    private static final Logger LOG = LoggerFactory.getLogger(OpenShardCheck.class);

    enum Result {
        OPEN,
        CLOSED,
        UNKNOWN
    }

    private final ShardRef shard;
    private final StreamClient streams;
    private final PollBackoff backoff;
    private final TableMetrics metrics;
    private int callsWithoutResult;
    private Instant due = Instant.MIN;

    OpenShardCheck(ShardRef shard, StreamClient streams, PollBackoff backoff, TableMetrics metrics) {
        this.shard = shard;
        this.streams = streams;
        this.backoff = backoff;
        this.metrics = metrics;
    }

    /** Whether enough time has passed since a check without a result. */
    boolean isDue() {
        return !backoff.now().isBefore(due);
    }

    /** @throws SdkException if the check failed and repeating it cannot succeed */
    Result call() {
        try {
            boolean isClosed = streams.isClosed(shard);
            callsWithoutResult = 0;
            metrics.getRecordsSucceeded(true, backoff.now());
            return isClosed ? Result.CLOSED : Result.OPEN;
        } catch (TrimmedDataAccessException | ResourceNotFoundException e) {
            // Reading at the position of the shard returns the error too, and determines what follows from it.
            LOG.debug("Checking whether {} is open failed", shard, e);
            delayNext();
        } catch (SdkException e) {
            if (!AwsErrorClassifier.isTransient(e)) {
                throw e;
            }
            metrics.callFailed(AwsErrorClassifier.isThrottling(e));
            Duration delay = delayNext();
            LOG.warn(
                    "Checking whether {} is open failed, {} consecutive failures; reading continues, checking again in"
                            + " {} ms: {}",
                    shard,
                    callsWithoutResult,
                    delay.toMillis(),
                    e.getMessage());
        }
        return Result.UNKNOWN;
    }

    private Duration delayNext() {
        callsWithoutResult++;
        Duration delay = backoff.afterFailure(callsWithoutResult);
        due = backoff.now().plus(delay);
        return delay;
    }
}
