/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.source.config.ReadingConfig;
import io.changefeed.source.metrics.TableMeter;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** The calls for one thing that have failed in a row. For one thread at a time. */
final class RetryState {
    private static final Logger LOG = LoggerFactory.getLogger(RetryState.class);

    private final Object what;
    private final PollBackoff backoff;
    private final TableMeter meter;
    private int failedCalls;
    private @Nullable Instant failingSince;

    /** @param what is read; its text stands in messages */
    RetryState(Object what, PollBackoff backoff, TableMeter meter) {
        this.what = what;
        this.backoff = backoff;
        this.meter = meter;
    }

    void answered() {
        failedCalls = 0;
        failingSince = null;
    }

    /**
     * How long to wait before the call is made again.
     *
     * @throws SdkException the same, when it does not pass by itself
     * @throws ConnectException when calls have failed for the stall timeout
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
                    what + " could not be read for " + backoff.stallTimeout() + " ('" + ReadingConfig.STALL_TIMEOUT
                            + "'): " + e.getMessage(),
                    e);
        }
        failedCalls++;
        meter.failed();
        Duration delay = backoff.afterFailure(failedCalls);
        LOG.warn("Reading {} failed {} times in a row; trying again in {}", what, failedCalls, delay, e);
        return delay;
    }
}
