/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.localstack.LocalStack;

/** DynamoDB Local for all tests of a JVM: started on first use and stopped with the JVM. */
public final class SharedDynamoDb {
    private SharedDynamoDb() {}

    public static String endpoint() {
        return Holder.STACK.dynamoDb().endpoint().toString();
    }

    private static final class Holder {
        static final LocalStack STACK = start();

        private static LocalStack start() {
            LocalStack stack = LocalStack.builder().build();
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "shared-dynamodb-stop"));
            stack.dynamoDb().start();
            return stack;
        }
    }
}
