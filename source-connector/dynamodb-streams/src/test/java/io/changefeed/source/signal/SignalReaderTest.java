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

/** What becomes of failures on the thread that reads signals. */
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
    private SignalReader reader = new SignalReader(config, (any, position) -> new Silent(), 0, new Failing());

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void aFailureOfTheTakerIsToldAsItIs() throws InterruptedException {
        reader.start();

        assertThat(failures.poll(60, TimeUnit.SECONDS))
                .isInstanceOf(ConnectException.class)
                .hasMessage("the stored offset cannot be read");
    }

    @Test
    void aFailureOfTheTopicNamesItsProperties() throws InterruptedException {
        reader = new SignalReader(
                config,
                (any, position) -> {
                    throw new TopicAuthorizationException("signals");
                },
                0,
                new Failing());
        reader.start();

        assertThat(failures.poll(60, TimeUnit.SECONDS))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("The signals cannot be read: ")
                .hasMessageContaining("'signal.kafka.topic'");
    }

    @Test
    void aTopicWhosePositionIsGoneIsOpenedAnew() throws InterruptedException {
        CountDownLatch openedTwice = new CountDownLatch(2);
        reader = new SignalReader(
                config,
                (any, position) -> {
                    openedTwice.countDown();
                    return new Trimmed();
                },
                0,
                new Failing());
        reader.start();

        assertThat(openedTwice.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
    }

    private static final class Trimmed extends Silent {
        @Override
        public List<Entry> read() {
            throw new OffsetOutOfRangeException(Map.of(new TopicPartition("signals", 0), 7L));
        }
    }

    private static class Silent implements SignalTopic {
        @Override
        public long end() {
            return 0;
        }

        @Override
        public List<Entry> read() {
            return List.of();
        }

        @Override
        public void wakeUp() {}

        @Override
        public void close() {}
    }

    private final class Failing implements SignalReader.Taker {
        @Override
        public void opened(long end) {}

        @Override
        public void take(SignalBatch signals) {}

        @Override
        public boolean areTaken() {
            throw new ConnectException("the stored offset cannot be read");
        }

        @Override
        public void lookAgain() {}

        @Override
        public void failed(RuntimeException reason) {
            failures.add(reason);
        }
    }
}
