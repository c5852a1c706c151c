/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel;

import io.changefeed.connector.ConfigProblem;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.DeliverySinkConnector;
import io.changefeed.readmodel.sql.RemoteCheck;
import io.changefeed.readmodel.sql.config.ConnectionConfig;
import io.changefeed.readmodel.sql.config.JdbcConfig;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/** Keeps a table of PostgreSQL, MySQL or MariaDB equal to a projection of DynamoDB tables. */
public final class JdbcReadModelSinkConnector extends DeliverySinkConnector {
    @Override
    public ConfigDef config() {
        return JdbcConfig.DEFINITION;
    }

    @Override
    public Config validate(Map<String, String> connectorProperties) {
        PropertyChecks checks = JdbcConfig.check(connectorProperties);
        if (!checks.hasErrors()) {
            ConnectionConfig connection = new JdbcConfig(connectorProperties).connection();
            if (connection.validateRemote()) {
                RemoteCheck.problem(connection.access())
                        .ifPresent(problem -> checks.addError(ConfigProblem.ofConnection(
                                problem.isLogin() ? ConnectionConfig.USER : ConnectionConfig.URL, problem.reason() + ".")));
            }
        }
        return checks.result();
    }

    @Override
    public Class<? extends Task> taskClass() {
        return JdbcReadModelSinkTask.class;
    }
}
