/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.LocalStackException;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/** The connector while it reads what the shards were filled with. */
final class ConnectorRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final SourceStage stage;
    private final Topic topic;

    ConnectorRun(SourceStage stage) {
        this.stage = stage;
        this.topic = stage.topic();
    }

    /**
     * Waits until so many records are committed on the topic.
     *
     * @return how many there are by then
     * @throws LocalStackException when the connector fails, or nothing comes for a minute
     */
    long awaitRecords(long target) {
        long count = topic.committed();
        while (count < target) {
            long before = count;
            try {
                count = await().atMost(PATIENCE)
                        .pollInSameThread()
                        .pollDelay(BETWEEN_LOOKS)
                        .pollInterval(BETWEEN_LOOKS)
                        .until(topic::committed, now -> now > before);
            } catch (ConditionTimeoutException e) {
                stage.requireNotFailed();
                throw new LocalStackException(
                        "the connector brought " + before + " of " + target
                                + " records to the topic, and then nothing for " + PATIENCE.toSeconds() + " s",
                        e);
            }
        }
        return count;
    }

    /** Reads the topic and counts what is on it. */
    long countRecords(long expected) {
        return topic.count(expected);
    }

    @Override
    public void close() {
        topic.close();
    }
}
