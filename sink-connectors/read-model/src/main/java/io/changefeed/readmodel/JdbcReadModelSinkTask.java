/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel;

import io.changefeed.delivery.DeliverySinkTask;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.sql.JdbcRowStore;
import io.changefeed.readmodel.sql.config.JdbcReadModelConfig;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.util.Map;

/** The task of the {@link JdbcReadModelSinkConnector}. */
public final class JdbcReadModelSinkTask extends DeliverySinkTask<JdbcReadModelConfig> {
    @Override
    protected JdbcReadModelConfig config(Map<String, String> properties) {
        return new JdbcReadModelConfig(properties);
    }

    @Override
    protected Destination<?> destination(JdbcReadModelConfig config) {
        Projection projection = config.projection();
        JdbcRowStore store = JdbcRowStore.open(
                config.connection().settings(),
                config.writerFactory(projection),
                new DeliveryConfig(config).maxInFlight());
        return new ReadModelDestination(projection, store);
    }
}
