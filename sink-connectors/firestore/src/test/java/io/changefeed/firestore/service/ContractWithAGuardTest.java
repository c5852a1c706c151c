/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import java.util.Optional;

class ContractWithAGuardTest extends FirestoreContract {
    ContractWithAGuardTest() {
        super(Optional.of(new Guard("version", "removed")));
    }
}
