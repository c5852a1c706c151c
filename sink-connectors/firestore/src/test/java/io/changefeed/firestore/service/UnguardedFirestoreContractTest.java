/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import java.util.Optional;

class UnguardedFirestoreContractTest extends FirestoreContract {
    UnguardedFirestoreContractTest() {
        super(Optional.empty());
    }
}
