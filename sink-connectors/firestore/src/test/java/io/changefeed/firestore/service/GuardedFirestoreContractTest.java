/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import java.util.Optional;

class GuardedFirestoreContractTest extends FirestoreContract {
    GuardedFirestoreContractTest() {
        super(Optional.of(TestDestinations.GUARD));
    }
}
