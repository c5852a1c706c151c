/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

class BatchContractTest extends DynamoDbContract {
    BatchContractTest() {
        super("batch");
    }
}
