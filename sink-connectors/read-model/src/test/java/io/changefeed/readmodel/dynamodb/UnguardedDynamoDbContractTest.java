/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

class UnguardedDynamoDbContractTest extends DynamoDbContract {
    UnguardedDynamoDbContractTest() {
        super(false);
    }
}
