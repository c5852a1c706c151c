/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import java.util.Optional;

class ContractWithoutAGuardTest extends FirestoreContract {
    ContractWithoutAGuardTest() {
        super(Optional.empty());
    }
}
