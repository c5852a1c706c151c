/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.validation;

import io.changefeed.aws.AwsConfigProblems;
import io.changefeed.connector.ConfigProblem;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/** Calls one service of AWS and attributes failures to properties. */
final class CheckedCalls {
    private static final Logger LOG = LoggerFactory.getLogger(CheckedCalls.class);

    private final AwsConfigProblems configProblems;

    CheckedCalls(AwsConfigProblems configProblems) {
        this.configProblems = configProblems;
    }

    /** A call failed because of the configuration. */
    static final class CallFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient ConfigProblem problem;

        private CallFailed(ConfigProblem problem) {
            super(problem.reason());
            this.problem = problem;
        }

        ConfigProblem problem() {
            return problem;
        }
    }

    /**
     * The response to a call; empty if it failed with a transient error.
     *
     * @throws ResourceNotFoundException when the table or the stream does not exist
     * @throws CallFailed when the configuration causes the failure
     */
    <T> Optional<T> call(String action, String subject, String property, Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (ResourceNotFoundException e) {
            throw e;
        } catch (TrimmedDataAccessException e) {
            LOG.debug("{} on {}: records expired between two calls", action, subject, e);
            return Optional.empty();
        } catch (SdkException e) {
            Optional<ConfigProblem> problem = configProblems.of(e, action, subject, property);
            if (problem.isPresent()) {
                throw new CallFailed(problem.get());
            }
            return Optional.empty();
        }
    }

    /**
     * The failure of a call to which another server responded.
     *
     * @param response how the response differs from one of the service
     */
    CallFailed notTheService(String response) {
        return new CallFailed(configProblems.notDynamoDb(response));
    }
}
