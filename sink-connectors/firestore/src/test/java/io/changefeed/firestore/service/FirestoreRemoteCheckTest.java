/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.firestore.server.FaultProxy;
import io.changefeed.firestore.server.FaultProxy.FaultPlan;
import io.changefeed.firestore.server.TestFirestore;
import io.changefeed.firestore.service.FirestoreRemoteCheck.Part;
import io.grpc.Status;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirestoreRemoteCheckTest {
    @Test
    void reachableDatabaseHasNoProblem() {
        assertThat(FirestoreRemoteCheck.problem(connection(TestFirestore.host())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PERMISSION_DENIED,PROJECT",
        "UNAUTHENTICATED,CREDENTIALS",
        "NOT_FOUND,DATABASE",
        "FAILED_PRECONDITION,DATABASE",
        "UNAVAILABLE,EMULATOR"
    })
    void problemIsReportedOnTheAffectedPart(Status.Code code, Part part) {
        try (FaultProxy proxy = new FaultProxy(TestFirestore.host())) {
            proxy.plan(method -> new FaultPlan.Fail(code));

            assertThat(FirestoreRemoteCheck.problem(connection(proxy.host()))).hasValueSatisfying(problem -> {
                assertThat(problem.part()).isEqualTo(part);
                assertThat(problem.reason()).contains("Firestore returned " + code);
            });
        }
    }

    private static FirestoreConnection connection(String host) {
        return new FirestoreConnection("validated", "(default)", Optional.of(host), Optional.empty());
    }
}
