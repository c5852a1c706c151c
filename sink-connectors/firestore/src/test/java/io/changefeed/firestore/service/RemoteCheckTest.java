/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.firestore.server.FaultProxy;
import io.changefeed.firestore.server.FaultProxy.Fate;
import io.changefeed.firestore.server.TestFirestore;
import io.changefeed.firestore.service.RemoteCheck.Part;
import io.grpc.Status;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteCheckTest {
    @Test
    void aDatabaseThatAnswersIsNoProblem() {
        assertThat(RemoteCheck.problem(connection(TestFirestore.host()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PERMISSION_DENIED,PROJECT",
        "UNAUTHENTICATED,CREDENTIALS",
        "NOT_FOUND,DATABASE",
        "FAILED_PRECONDITION,DATABASE",
        "UNAVAILABLE,EMULATOR"
    })
    void theProblemIsOnThePartThatIsToBeChanged(Status.Code code, Part part) {
        try (FaultProxy proxy = new FaultProxy(TestFirestore.host())) {
            proxy.decide(method -> new Fate.Fail(code));

            assertThat(RemoteCheck.problem(connection(proxy.host()))).hasValueSatisfying(problem -> {
                assertThat(problem.part()).isEqualTo(part);
                assertThat(problem.reason()).contains("Firestore answered " + code);
            });
        }
    }

    private static Connection connection(String host) {
        return new Connection("validated", "(default)", Optional.of(host), Optional.empty());
    }
}
