/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel;

import io.changefeed.delivery.DeliverySinkTask;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.readmodel.config.WriteConfig;
import io.changefeed.readmodel.dynamodb.DynamoDbReadModelConfig;
import io.changefeed.readmodel.dynamodb.DynamoDbRowStore;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.time.Clock;
import java.util.Map;

/** The task of the {@link DynamoDbReadModelSinkConnector}. */
public final class DynamoDbReadModelSinkTask extends DeliverySinkTask<DynamoDbReadModelConfig> {
    @Override
    protected DynamoDbReadModelConfig config(Map<String, String> properties) {
        return new DynamoDbReadModelConfig(properties);
    }

    @Override
    protected Destination<?> destination(DynamoDbReadModelConfig config) {
        Projection projection = config.projection();
        WriteConfig writeConfig = config.writes();
        return new ReadModelDestination(
                projection,
                DynamoDbRowStore.open(
                        config.aws(),
                        projection.target(),
                        writeConfig.staleWriteGuard(),
                        config.table().metadataAttributes(writeConfig),
                        writeConfig.tombstoneRetention(),
                        Clock.systemUTC()));
    }
}
