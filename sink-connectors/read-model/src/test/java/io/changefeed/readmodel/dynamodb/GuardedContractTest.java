/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

class GuardedContractTest extends DynamoDbContract {
    GuardedContractTest() {
        super("guarded");
    }
}
