/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import io.changefeed.source.config.SignalConfig;
import java.util.List;

/** Reads the signal topic from an offset. Only {@link #wakeUp} is safe for use by other threads. */
public interface SignalChannel extends AutoCloseable {
    /** Opens channels. */
    interface Opener {
        /**
         * Opens the channel.
         *
         * @param position the offset to read from; a topic that starts later is read from its beginning
         * @throws org.apache.kafka.common.KafkaException when the topic cannot be read
         */
        SignalChannel open(SignalConfig config, long position);
    }

    /** The end offset of the topic when the channel was opened. */
    long endOffset();

    /**
     * Waits for the next records, up to a timeout.
     *
     * @throws org.apache.kafka.common.KafkaException when the topic cannot be read
     */
    List<SignalRecord> poll();

    /** Interrupts {@link #poll}. */
    void wakeUp();

    @Override
    void close();
}
