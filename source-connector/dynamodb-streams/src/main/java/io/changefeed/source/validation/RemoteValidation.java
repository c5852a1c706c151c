/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.validation;

import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.AwsConfigProblems;
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

/** Validates a configuration with DynamoDB's help, in bounded time. */
public final class RemoteValidation {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteValidation.class);

    private static final int ATTEMPTS = 3;
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    /** Connect's REST API gives up after 90 s. */
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(30);

    private final Duration longestCheck;

    public RemoteValidation() {
        this(LONGEST_CHECK);
    }

    RemoteValidation(Duration longestCheck) {
        this.longestCheck = longestCheck;
    }

    /**
     * Adds the errors that only DynamoDB can tell to those of a local validation. It is not asked when there are such, or
     * when {@code validate.remote} says so.
     *
     * @param local as the local validation left it
     */
    public Config validate(Config local, Map<String, String> properties) {
        boolean correct = local.configValues().stream()
                .allMatch(value -> value.errorMessages().isEmpty());
        if (correct) {
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
                longestCheck,
                () -> check(config),
                timeout -> List.of(new AwsConfigProblems(config.aws()).unreachable(timeout)),
                List.of());
    }

    private List<ConfigProblem> check(SourceConfig config) {
        try (AwsClients clients = new AwsClients(config.aws(), ATTEMPTS, Optional.of(LONGEST_CALL))) {
            return new RemoteCheck(config, clients, longestCheck.dividedBy(2)).problems();
        } catch (ConnectException e) {
            LOG.debug("No region", e);
            return List.of(ConfigProblem.ofConnection(AwsConfig.REGION, String.valueOf(e.getMessage())));
        }
    }
}
