/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel;

import io.changefeed.delivery.DeliverySinkTask;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.readmodel.config.WritesConfig;
import io.changefeed.readmodel.dynamodb.DynamoDbReadModelConfig;
import io.changefeed.readmodel.dynamodb.DynamoDbStore;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.time.Clock;
import java.util.Map;

/** Writes rows to a table of DynamoDB. */
public final class DynamoDbReadModelSinkTask extends DeliverySinkTask<DynamoDbReadModelConfig> {
    @Override
    protected DynamoDbReadModelConfig config(Map<String, String> properties) {
        return new DynamoDbReadModelConfig(properties);
    }

    @Override
    protected Destination<?> destination(DynamoDbReadModelConfig config) {
        Projection projection = config.projection().projection();
        WritesConfig writes = config.writes();
        return new ReadModelDestination(
                projection,
                DynamoDbStore.open(
                        config.aws(),
                        projection.target(),
                        writes.writeMode(),
                        config.table().bookkeeping(writes),
                        writes.tombstoneRetention(),
                        Clock.systemUTC()));
    }
}
