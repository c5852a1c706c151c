/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.source.config.SignalConfig;
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
 * Reads the signals of a connector in a background thread. It polls again only after tasks have committed the outcome of
 * the previous signals: signals without a committed outcome are read again after a restart.
 */
public final class SignalReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalReader.class);

    private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);
    private static final int CHECKS_PER_RETRY = 20;
    private static final Duration REOPEN_DELAY = Duration.ofSeconds(5);

    /** Processes the signals. */
    public interface Listener {
        /**
         * The topic was opened.
         *
         * @param endOffset of the topic, or 0 if it was recreated; later stored offsets belong to a previous topic
         */
        void onOpened(long endOffset);

        void onSignals(SignalBatch signals);

        /** Whether the outcome of all signals is committed. */
        boolean areCommitted();

        /** Processes the signals again, because their outcome has not been committed for some time. */
        void onCommitOverdue();

        /** Signals cannot be read or processed, and the error is not retriable. The thread ends. */
        void onFailure(RuntimeException reason);
    }

    private final SignalConfig config;
    private final SignalChannel.Opener opener;
    private final Listener listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable SignalChannel channel;
    private long position;

    /** @param position the offset to read from */
    public SignalReader(SignalConfig config, SignalChannel.Opener opener, long position, Listener listener) {
        this.config = config;
        this.opener = opener;
        this.position = position;
        this.listener = listener;
    }

    public void start() {
        DaemonThreads.start("changefeed-signals", this::run);
    }

    private void run() {
        try {
            while (!isClosed()) {
                try (SignalChannel opened = opener.open(config, position)) {
                    channel = opened;
                    listener.onOpened(position > opened.endOffset() ? 0 : opened.endOffset());
                    read(opened);
                } catch (WakeupException e) {
                    LOG.debug("Interrupted by close", e);
                } catch (RetriableException | OffsetOutOfRangeException e) {
                    LOG.warn(
                            "Cannot read signal topic {}; retrying in {} s: {}",
                            config.topic().orElse(""),
                            REOPEN_DELAY.toSeconds(),
                            e.toString());
                    waitFor(REOPEN_DELAY);
                }
            }
        } catch (ConnectException e) {
            // A failure of the listener. ConnectException is a KafkaException, so it must not reach the next clause.
            fail(e);
        } catch (KafkaException e) {
            fail(new ConnectException(
                    "Cannot read signal topic '" + config.topic().orElse("") + "': " + e.getMessage() + ". Check '"
                            + SignalConfig.TOPIC + "', '" + SignalConfig.BOOTSTRAP_SERVERS + "' and '"
                            + SignalConfig.CONSUMER + "*'.",
                    e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(e);
        } catch (Error e) {
            fail(new ConnectException("Reading signals failed: " + e + ". Restart the connector.", e));
        }
    }

    private void fail(RuntimeException reason) {
        if (!isClosed()) {
            listener.onFailure(reason);
        }
    }

    private void read(SignalChannel opened) throws InterruptedException {
        while (!isClosed()) {
            List<Signal> signals = new ArrayList<>();
            List<String> rejections = new ArrayList<>();
            for (SignalRecord polled : opened.poll()) {
                position = polled.offset() + 1;
                if (polled.key().equals(config.key())) {
                    parse(polled, signals, rejections);
                }
            }
            if (!signals.isEmpty() || !rejections.isEmpty()) {
                listener.onSignals(new SignalBatch(signals, rejections, position));
            }
            for (int checks = 1; !isClosed() && !listener.areCommitted(); checks++) {
                waitFor(CHECK_INTERVAL);
                if (checks % CHECKS_PER_RETRY == 0) {
                    listener.onCommitOverdue();
                }
            }
        }
    }

    private void parse(SignalRecord signalRecord, List<Signal> signals, List<String> rejections) {
        try {
            signals.add(Signal.parse(signalRecord));
        } catch (IllegalArgumentException e) {
            String rejection = "Signal at offset " + signalRecord.offset() + " of topic "
                    + config.topic().orElse("") + " rejected: " + e.getMessage();
            LOG.warn("{}", rejection);
            rejections.add(rejection);
        }
    }

    private void waitFor(Duration time) throws InterruptedException {
        boolean unused = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Stops the thread without waiting for it to end. */
    @Override
    public void close() {
        closed.countDown();
        SignalChannel opened = channel;
        if (opened != null) {
            opened.wakeUp();
        }
    }
}
