/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.connector.Closer;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.destination.Destination;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/**
 * A sink task that delivers change events to a {@link Destination}. A sink provides its configuration and its
 * destination.
 *
 * @param <C> the sink's configuration; its definition must include the common properties of
 *     {@link DeliveryConfig#addTo}
 */
public abstract class DeliverySinkTask<C extends AbstractConfig> extends SinkTask {
    private final Closer closer = new Closer();
    private @Nullable SinkLoop loop;

    /** Parses the sink's configuration. */
    protected abstract C config(Map<String, String> properties);

    /** Opens the sink's destination; called once. Must close what it has opened if it fails. */
    protected abstract Destination<?> destination(C config);

    @Override
    public final String version() {
        return ChangefeedVersion.text();
    }

    @Override
    public final void start(Map<String, String> properties) {
        try {
            C config = config(properties);
            Destination<?> destination = closer.register(destination(config));
            loop = SinkLoopStarter.start(
                    context, TaskId.of(properties), new DeliveryConfig(config), destination, closer);
        } catch (RuntimeException | Error e) {
            closer.closeAfter(e);
            throw e;
        }
    }

    @Override
    public final void put(Collection<SinkRecord> records) {
        started().put(records);
    }

    @Override
    public final Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> current) {
        return started().preCommit(current);
    }

    @Override
    public final void open(Collection<TopicPartition> partitions) {
        started().open(partitions);
    }

    @Override
    public final void close(Collection<TopicPartition> partitions) {
        started().close(partitions);
    }

    private SinkLoop started() {
        if (loop == null) {
            throw new ConnectException("The task has not been started");
        }
        return loop;
    }

    @Override
    public final void stop() {
        closer.close();
    }
}
