/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel;

import io.changefeed.delivery.DeliverySinkTask;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.sql.JdbcStore;
import io.changefeed.readmodel.sql.config.JdbcConfig;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.util.Map;

/** Writes the rows that events make of items to a table of a SQL database. */
public final class JdbcReadModelSinkTask extends DeliverySinkTask<JdbcConfig> {
    @Override
    protected JdbcConfig config(Map<String, String> properties) {
        return new JdbcConfig(properties);
    }

    @Override
    protected Destination<?> destination(JdbcConfig config) {
        Projection projection = config.projection();
        JdbcStore store = JdbcStore.open(
                config.connection().access(), config.setup(projection), new DeliveryConfig(config).maxInFlight());
        return new ReadModelDestination(projection, store);
    }
}
