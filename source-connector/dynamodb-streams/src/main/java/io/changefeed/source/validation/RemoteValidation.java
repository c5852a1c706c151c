/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.validation;

import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.AwsConfigProblems;
import io.changefeed.aws.AwsService;
import io.changefeed.connector.BoundedCheck;
import io.changefeed.connector.ConfigProblem;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.config.SourceConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Validates a configuration against DynamoDB, within a time limit. */
public final class RemoteValidation {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteValidation.class);

    private static final int ATTEMPTS = 3;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    /** Well below the request timeout of Connect's REST API, which is 90 s. */
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(30);

    private final Duration checkTimeout;

    public RemoteValidation() {
        this(CHECK_TIMEOUT);
    }

    RemoteValidation(Duration checkTimeout) {
        this.checkTimeout = checkTimeout;
    }

    /**
     * Adds errors that DynamoDB reports to the result of the local validation. DynamoDB is not called if the local
     * validation found errors, or if {@code validate.remote} is disabled.
     *
     * @param local the result of the local validation
     */
    public Config validate(Config local, Map<String, String> properties) {
        boolean isValid = local.configValues().stream()
                .allMatch(value -> value.errorMessages().isEmpty());
        if (isValid) {
            SourceConfig config = new SourceConfig(properties);
            if (config.tables().validateRemote()) {
                problems(config).forEach(problem -> add(problem, local.configValues()));
            }
        }
        return local;
    }

    private static void add(ConfigProblem problem, List<ConfigValue> values) {
        values.stream()
                .filter(value -> value.name().equals(problem.property()))
                .forEach(value -> value.addErrorMessage(
                        new ConfigException(problem.property(), value.value(), problem.reason()).getMessage()));
    }

    private List<ConfigProblem> problems(SourceConfig config) {
        return BoundedCheck.run(
                checkTimeout,
                () -> check(config),
                timeout -> List.of(new AwsConfigProblems(config.aws(), AwsService.DYNAMODB).unreachable(timeout)),
                List.of());
    }

    private List<ConfigProblem> check(SourceConfig config) {
        try (AwsClients clients = new AwsClients(config.aws(), ATTEMPTS, Optional.of(CALL_TIMEOUT))) {
            return new DynamoDbChecks(config, clients, checkTimeout.dividedBy(2)).problems();
        } catch (ConnectException e) {
            LOG.debug("No AWS region is configured", e);
            return List.of(ConfigProblem.ofConnection(AwsConfig.REGION, String.valueOf(e.getMessage())));
        }
    }
}
