/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.LocalStackException;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/** The running connector and the topic that it writes to. */
final class ConnectorRun implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final SourceTestbed testbed;
    private final Topic topic;

    ConnectorRun(SourceTestbed testbed) {
        this.testbed = testbed;
        this.topic = testbed.topic();
    }

    /**
     * Waits until this number of records is committed on the topic.
     *
     * @return the number of records on the topic
     * @throws LocalStackException if the connector fails, or writes no record for a minute
     */
    long awaitRecords(long target) {
        long count = topic.committed();
        while (count < target) {
            long before = count;
            try {
                count = await().atMost(TIMEOUT)
                        .pollInSameThread()
                        .pollDelay(POLL_INTERVAL)
                        .pollInterval(POLL_INTERVAL)
                        .until(topic::committed, now -> now > before);
            } catch (ConditionTimeoutException e) {
                testbed.requireNotFailed();
                throw new LocalStackException(
                        "the connector has written " + before + " of " + target + " records, and none in the last "
                                + TIMEOUT.toSeconds() + " s",
                        e);
            }
        }
        return count;
    }

    /** Reads the topic and counts its records. */
    long countRecords(long expected) {
        return topic.count(expected);
    }

    @Override
    public void close() {
        topic.close();
    }
}
