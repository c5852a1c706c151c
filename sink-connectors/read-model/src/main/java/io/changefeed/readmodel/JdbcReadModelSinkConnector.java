/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel;

import io.changefeed.connector.ConfigProblem;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.DeliverySinkConnector;
import io.changefeed.readmodel.sql.JdbcRemoteCheck;
import io.changefeed.readmodel.sql.config.JdbcConnectionConfig;
import io.changefeed.readmodel.sql.config.JdbcReadModelConfig;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/** Maintains a projection of DynamoDB tables in a table of PostgreSQL, MySQL or MariaDB. */
public final class JdbcReadModelSinkConnector extends DeliverySinkConnector {
    @Override
    public ConfigDef config() {
        return JdbcReadModelConfig.DEFINITION;
    }

    @Override
    protected ConfigDef reference() {
        return JdbcReadModelConfig.reference();
    }

    @Override
    public Config validate(Map<String, String> connectorProperties) {
        PropertyChecks checks = JdbcReadModelConfig.check(connectorProperties);
        if (!checks.hasErrors()) {
            JdbcConnectionConfig connection = new JdbcReadModelConfig(connectorProperties).connection();
            if (connection.validateRemote()) {
                JdbcRemoteCheck.problem(connection.settings())
                        .ifPresent(problem -> checks.addError(ConfigProblem.ofConnection(
                                problem.isLogin() ? JdbcConnectionConfig.USER : JdbcConnectionConfig.URL,
                                problem.reason())));
            }
        }
        return checks.result();
    }

    @Override
    public Class<? extends Task> taskClass() {
        return JdbcReadModelSinkTask.class;
    }
}
