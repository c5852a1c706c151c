/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.DeliverySinkConnector;
import io.changefeed.readmodel.dynamodb.DynamoDbReadModelConfig;
import io.changefeed.readmodel.dynamodb.RemoteCheck;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/** Keeps a table of DynamoDB that is made for reading equal to a projection of the tables whose topics it reads. */
public final class DynamoDbReadModelSinkConnector extends DeliverySinkConnector {
    @Override
    public ConfigDef config() {
        return DynamoDbReadModelConfig.DEFINITION;
    }

    @Override
    public Config validate(Map<String, String> connectorProperties) {
        PropertyChecks checks = DynamoDbReadModelConfig.check(connectorProperties);
        if (!checks.hasErrors()) {
            DynamoDbReadModelConfig config = new DynamoDbReadModelConfig(connectorProperties);
            if (config.table().validateRemote()) {
                RemoteCheck.problem(
                                config.aws(), config.projection().projection().target())
                        .ifPresent(checks::addError);
            }
        }
        return checks.result();
    }

    @Override
    public Class<? extends Task> taskClass() {
        return DynamoDbReadModelSinkTask.class;
    }
}
