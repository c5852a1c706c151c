/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import io.changefeed.source.config.SignalConfig;
import java.util.List;

/** The topic of signals, read from some offset on. For one thread, but for {@link #wakeUp}. */
public interface SignalTopic extends AutoCloseable {
    /** Opens the topic that a configuration names. */
    interface Opener {
        /**
         * Opens the topic.
         *
         * @param position the offset to read from; where the topic begins later, its beginning
         * @throws org.apache.kafka.common.KafkaException when the topic cannot be read
         */
        SignalTopic open(SignalConfig config, long position);
    }

    /** One record, of any connector's. */
    record Entry(long offset, String key, String value) {}

    /** Behind the last record that there was when the topic was opened. */
    long end();

    /**
     * What comes next, in order; waits for it for a while.
     *
     * @throws org.apache.kafka.common.KafkaException when the topic cannot be read
     */
    List<Entry> read();

    /** Makes a call that waits end soon. */
    void wakeUp();

    @Override
    void close();
}
