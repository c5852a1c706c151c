/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.source.config.SignalConfig;
import io.changefeed.source.config.SourceConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Failures of the listener and of the topic. */
@Timeout(90)
class SignalReaderTest {
    private final BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
    private final SignalConfig config = new SourceConfig(Map.of(
                    "name", "test",
                    "topic.prefix", "test",
                    "tables", "orders",
                    "signal.kafka.topic", "signals",
                    "signal.kafka.bootstrap.servers", "localhost:9092"))
            .signals();
    private SignalReader reader =
            new SignalReader(config, (any, position) -> new EmptyChannel(), 0, new FailingListener());

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void listenerFailureIsReportedUnchanged() throws InterruptedException {
        reader.start();

        assertThat(failures.poll(60, TimeUnit.SECONDS))
                .isInstanceOf(ConnectException.class)
                .hasMessage("the stored offset cannot be read");
    }

    @Test
    void topicFailureNamesTheProperties() throws InterruptedException {
        reader = new SignalReader(
                config,
                (any, position) -> {
                    throw new TopicAuthorizationException("signals");
                },
                0,
                new FailingListener());
        reader.start();

        assertThat(failures.poll(60, TimeUnit.SECONDS))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Cannot read signal topic 'signals': ")
                .hasMessageContaining("'signal.kafka.topic'");
    }

    @Test
    void topicIsReopenedWhenTheOffsetIsOutOfRange() throws InterruptedException {
        CountDownLatch openedTwice = new CountDownLatch(2);
        reader = new SignalReader(
                config,
                (any, position) -> {
                    openedTwice.countDown();
                    return new TrimmedChannel();
                },
                0,
                new FailingListener());
        reader.start();

        assertThat(openedTwice.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
    }

    private static final class TrimmedChannel extends EmptyChannel {
        @Override
        public List<SignalRecord> poll() {
            throw new OffsetOutOfRangeException(Map.of(new TopicPartition("signals", 0), 7L));
        }
    }

    private static class EmptyChannel implements SignalChannel {
        @Override
        public long endOffset() {
            return 0;
        }

        @Override
        public List<SignalRecord> poll() {
            return List.of();
        }

        @Override
        public void wakeUp() {}

        @Override
        public void close() {}
    }

    private final class FailingListener implements SignalReader.Listener {
        @Override
        public void onOpened(long endOffset) {}

        @Override
        public void onSignals(SignalBatch signals) {}

        @Override
        public boolean areCommitted() {
            throw new ConnectException("the stored offset cannot be read");
        }

        @Override
        public void onCommitOverdue() {}

        @Override
        public void onFailure(RuntimeException reason) {
            failures.add(reason);
        }
    }
}
