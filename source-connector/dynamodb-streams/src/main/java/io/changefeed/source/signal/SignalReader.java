/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.source.config.SignalConfig;
import io.changefeed.source.signal.SignalTopic.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the signals of one connector, on a thread of its own. The next ones are read when tasks have stored that they
 * took up the last: until then these would be read again after a restart.
 */
public final class SignalReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalReader.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int LOOKS_BETWEEN_SWEEPS = 20;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(5);

    /** Who takes the signals. */
    public interface Taker {
        /**
         * The topic has been opened.
         *
         * @param end of it, or 0 where it was made anew: what was stored of offsets from there on is of another topic
         */
        void opened(long end);

        void take(SignalBatch signals);

        /** Whether it is stored that the signals were taken up. */
        boolean areTaken();

        /** They have not been for a while. */
        void lookAgain();

        /** The topic cannot be read, now or ever. */
        void failed(RuntimeException reason);
    }

    private final SignalConfig config;
    private final SignalTopic.Opener opener;
    private final Taker taker;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable SignalTopic topic;
    private long position;

    /** @param position the offset to read from */
    public SignalReader(SignalConfig config, SignalTopic.Opener opener, long position, Taker taker) {
        this.config = config;
        this.opener = opener;
        this.position = position;
        this.taker = taker;
    }

    public void start() {
        DaemonThreads.start("changefeed-signals", this::run);
    }

    private void run() {
        try {
            while (!isClosed()) {
                try (SignalTopic opened = opener.open(config, position)) {
                    topic = opened;
                    taker.opened(position > opened.end() ? 0 : opened.end());
                    readOn(opened);
                } catch (WakeupException e) {
                    LOG.debug("No longer reading signals", e);
                } catch (RetriableException | OffsetOutOfRangeException e) {
                    LOG.warn(
                            "Signal topic '{}' cannot be read; trying again",
                            config.topic().orElse(""),
                            e);
                    waitFor(BETWEEN_ATTEMPTS);
                }
            }
        } catch (ConnectException e) {
            // The taker's own, and a KafkaException too, though no fault of the topic.
            fail(e);
        } catch (KafkaException e) {
            fail(new ConnectException(
                    "The signals cannot be read: " + e.getMessage() + ". See '" + SignalConfig.TOPIC + "', '"
                            + SignalConfig.BOOTSTRAP_SERVERS + "' and '" + SignalConfig.CONSUMER + "*'.",
                    e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void fail(RuntimeException reason) {
        if (!isClosed()) {
            taker.failed(reason);
        }
    }

    private void readOn(SignalTopic opened) throws InterruptedException {
        while (!isClosed()) {
            List<Signal> signals = new ArrayList<>();
            List<String> refusals = new ArrayList<>();
            for (Entry entry : opened.read()) {
                position = entry.offset() + 1;
                if (entry.key().equals(config.connector())) {
                    parse(entry, signals, refusals);
                }
            }
            if (!signals.isEmpty() || !refusals.isEmpty()) {
                taker.take(new SignalBatch(signals, refusals, position));
            }
            for (int looks = 1; !isClosed() && !taker.areTaken(); looks++) {
                waitFor(BETWEEN_LOOKS);
                if (looks % LOOKS_BETWEEN_SWEEPS == 0) {
                    taker.lookAgain();
                }
            }
        }
    }

    private void parse(Entry entry, List<Signal> signals, List<String> refusals) {
        try {
            signals.add(Signal.parse(entry.offset(), entry.value()));
        } catch (IllegalArgumentException e) {
            String refusal = "The signal at offset " + entry.offset() + " of '"
                    + config.topic().orElse("") + "' is refused: " + e.getMessage();
            LOG.warn("{}", refusal);
            refusals.add(refusal);
        }
    }

    private void waitFor(Duration time) throws InterruptedException {
        boolean unused = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Returns at once; what is under way ends soon. */
    @Override
    public void close() {
        closed.countDown();
        SignalTopic opened = topic;
        if (opened != null) {
            opened.wakeUp();
        }
    }
}
