/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import org.junit.jupiter.api.Test;

class FirestoreErrorsTest {
    @Test
    void reasonHasNoNamesOfDocuments() {
        assertThat(FirestoreErrors.reason(
                        Status.Code.ABORTED,
                        "Too much contention on projects/p/databases/(default)/documents/orders/c1|o7; try again"))
                .isEqualTo("Firestore returned ABORTED: Too much contention on"
                        + " projects/p/databases/(default)/documents/... try again");
    }
}
