/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore;

import io.changefeed.connector.ConfigProblem;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.DeliverySinkConnector;
import io.changefeed.firestore.config.FirestoreConfig;
import io.changefeed.firestore.config.FirestoreConnectionConfig;
import io.changefeed.firestore.service.FirestoreRemoteCheck;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/** Replicates DynamoDB tables to a Firestore database. */
public final class FirestoreSinkConnector extends DeliverySinkConnector {
    @Override
    public ConfigDef config() {
        return FirestoreConfig.DEFINITION;
    }

    @Override
    public Config validate(Map<String, String> connectorProperties) {
        PropertyChecks checks = FirestoreConfig.check(connectorProperties);
        if (!checks.hasErrors()) {
            FirestoreConnectionConfig config = new FirestoreConfig(connectorProperties).connection();
            if (config.validateRemote()) {
                FirestoreRemoteCheck.problem(config.connection())
                        .ifPresent(problem -> checks.addError(
                                ConfigProblem.ofConnection(config.property(problem.part()), problem.reason())));
            }
        }
        return checks.result();
    }

    @Override
    public Class<? extends Task> taskClass() {
        return FirestoreSinkTask.class;
    }
}
