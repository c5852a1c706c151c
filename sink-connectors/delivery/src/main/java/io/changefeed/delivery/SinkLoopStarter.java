/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.connector.Closer;
import io.changefeed.connector.metrics.MetricRegistry;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.dispatch.DeliveryMetrics;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Starts a {@link SinkLoop} with its delivery thread, its metrics and its status log. */
final class SinkLoopStarter {
    private SinkLoopStarter() {}

    /** @param closer stops the loop and closes what it uses; the destination was registered before */
    static SinkLoop start(
            SinkTaskContext context, TaskId task, DeliveryConfig config, Destination<?> destination, Closer closer) {
        TaskRuntime runtime = closer.register(TaskRuntime.create());
        MetricRegistry registry = closer.register(MetricRegistry.open(context, task));
        DeliveryMetrics metrics = new DeliveryMetrics(registry, runtime.clock(), destination::routeName);
        SinkLoop loop = new SinkLoop(context, config, config.retryPolicy(), destination, runtime, metrics.meter());
        closer.register(registry.startStatusLog(runtime.clock(), metrics));
        AutoCloseable stop = loop::stop;
        closer.register(stop);
        return loop;
    }
}
