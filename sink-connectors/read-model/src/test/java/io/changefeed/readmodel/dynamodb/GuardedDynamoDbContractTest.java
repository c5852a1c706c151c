/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

class GuardedDynamoDbContractTest extends DynamoDbContract {
    GuardedDynamoDbContractTest() {
        super(true);
    }
}
