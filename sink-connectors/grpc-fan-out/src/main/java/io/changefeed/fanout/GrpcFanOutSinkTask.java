/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.fanout.config.FanOutConfig;
import io.changefeed.fanout.feed.Feed;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/** The task that Connect makes: a shell around a {@link Feed}. */
public final class GrpcFanOutSinkTask extends SinkTask {
    private @Nullable Feed feed;

    @Override
    public String version() {
        return ChangefeedVersion.text();
    }

    @Override
    public void start(Map<String, String> properties) {
        feed = Feed.start(context, new FanOutConfig(properties));
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
        started().open();
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        started().put(records);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> current) {
        return started().committable(current);
    }

    /** Where its server listens. */
    String address() {
        return started().address();
    }

    /** Whether it takes subscribers. */
    boolean isServing() {
        return started().isServing();
    }

    int subscribers() {
        return started().subscribers();
    }

    private Feed started() {
        if (feed == null) {
            throw new ConnectException("The task has not been started");
        }
        return feed;
    }

    @Override
    public void stop() {
        if (feed != null) {
            feed.stop();
        }
    }
}
