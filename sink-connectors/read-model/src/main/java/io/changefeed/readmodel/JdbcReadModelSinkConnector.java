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
            JdbcReadModelConfig config = new JdbcReadModelConfig(connectorProperties);
            if (config.connection().validateRemote()) {
                JdbcRemoteCheck.problems(config.connection().settings(), config.writerFactory(config.projection()))
                        .forEach(problem -> checks.addError(
                                ConfigProblem.ofConnection(property(problem, config), problem.reason())));
            }
        }
        return checks.result();
    }

    private static String property(JdbcRemoteCheck.Problem problem, JdbcReadModelConfig config) {
        return switch (problem.subject()) {
            case CONNECTION -> JdbcConnectionConfig.URL;
            case LOGIN -> JdbcConnectionConfig.USER;
            case TABLE -> config.propertyOf(problem.column());
        };
    }

    @Override
    public Class<? extends Task> taskClass() {
        return JdbcReadModelSinkTask.class;
    }
}
