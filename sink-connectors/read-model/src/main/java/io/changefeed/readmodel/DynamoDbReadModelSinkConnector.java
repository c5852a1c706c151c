/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.DeliverySinkConnector;
import io.changefeed.readmodel.dynamodb.DynamoDbReadModelConfig;
import io.changefeed.readmodel.dynamodb.DynamoDbRemoteCheck;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/** Maintains a projection of DynamoDB tables in another DynamoDB table. */
public final class DynamoDbReadModelSinkConnector extends DeliverySinkConnector {
    @Override
    public ConfigDef config() {
        return DynamoDbReadModelConfig.DEFINITION;
    }

    @Override
    protected ConfigDef reference() {
        return DynamoDbReadModelConfig.reference();
    }

    @Override
    public Config validate(Map<String, String> connectorProperties) {
        PropertyChecks checks = DynamoDbReadModelConfig.check(connectorProperties);
        if (!checks.hasErrors()) {
            DynamoDbReadModelConfig config = new DynamoDbReadModelConfig(connectorProperties);
            if (config.table().validateRemote()) {
                DynamoDbRemoteCheck.problems(config.aws(), config.projection().target(), config.writtenColumns())
                        .forEach(checks::addError);
            }
        }
        return checks.result();
    }

    @Override
    public Class<? extends Task> taskClass() {
        return DynamoDbReadModelSinkTask.class;
    }
}
