/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.connector.Closer;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.fanout.config.FanOutConfig;
import io.changefeed.fanout.task.FanOutLoop;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/** The task that Connect instantiates. It delegates to a started {@link FanOutLoop}. */
public final class GrpcFanOutSinkTask extends SinkTask {
    private final Closer closer = new Closer();
    private @Nullable FanOutLoop loop;

    @Override
    public String version() {
        return ChangefeedVersion.text();
    }

    @Override
    public void start(Map<String, String> properties) {
        try {
            loop = FanOutLoop.start(context, TaskId.of(properties), new FanOutConfig(properties), closer);
        } catch (RuntimeException | Error e) {
            closer.closeAfter(e);
            throw e;
        }
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
        started().open(partitions);
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        started().close(partitions);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        started().put(records);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> current) {
        return started().committable(current);
    }

    /** The address on which the server listens. */
    String address() {
        return started().address();
    }

    /** Whether the server accepts every subscriber. */
    boolean isCaughtUp() {
        return started().isCaughtUp();
    }

    int subscribers() {
        return started().subscribers();
    }

    private FanOutLoop started() {
        if (loop == null) {
            throw new ConnectException("The task is not started");
        }
        return loop;
    }

    @Override
    public void stop() {
        closer.close();
    }
}
