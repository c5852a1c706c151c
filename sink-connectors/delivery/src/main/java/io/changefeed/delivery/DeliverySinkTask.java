/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.task.Delivery;
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
 * The task that Connect makes of a sink: a shell around a {@link Delivery}. A sink says what its configuration and its
 * destination are.
 *
 * @param <C> the sink's configuration, whose definition {@link DeliveryConfig#addTo} was called with
 */
public abstract class DeliverySinkTask<C extends AbstractConfig> extends SinkTask {
    private @Nullable Delivery delivery;

    /** The sink's configuration. */
    protected abstract C config(Map<String, String> properties);

    /** Where the sink delivers to; called once in a task's life. */
    protected abstract Destination destination(C config);

    @Override
    public final String version() {
        return ChangefeedVersion.text();
    }

    @Override
    public final void start(Map<String, String> properties) {
        C config = config(properties);
        delivery = Delivery.start(context, new DeliveryConfig(config), destination(config));
    }

    @Override
    public final void put(Collection<SinkRecord> records) {
        started().put(records);
    }

    @Override
    public final Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> current) {
        return started().committable(current);
    }

    @Override
    public final void open(Collection<TopicPartition> partitions) {
        started().open(partitions);
    }

    @Override
    public final void close(Collection<TopicPartition> partitions) {
        started().close(partitions);
    }

    private Delivery started() {
        if (delivery == null) {
            throw new ConnectException("The task has not been started");
        }
        return delivery;
    }

    @Override
    public final void stop() {
        if (delivery != null) {
            delivery.stop();
        }
    }
}
