/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.stats.Rate;

/**
 * The number of calls in 30 days at the rate of the last ten minutes. It rises to that rate after a start.
 * Thread-safe.
 */
final class MonthlyCalls {
    private static final int DAYS = 30;
    private static final MetricConfig TEN_MINUTES =
            new MetricConfig().samples(10).timeWindow(1, TimeUnit.MINUTES);

    private final Rate perDay = new Rate(TimeUnit.DAYS);

    synchronized void called(Instant now) {
        perDay.record(TEN_MINUTES, 1, now.toEpochMilli());
    }

    synchronized double at(Instant now) {
        return DAYS * perDay.measure(TEN_MINUTES, now.toEpochMilli());
    }
}
