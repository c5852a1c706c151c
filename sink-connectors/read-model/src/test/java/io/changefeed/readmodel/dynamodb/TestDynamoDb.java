/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.localstack.LocalStack;

/** DynamoDB Local alone, for all tests of a JVM: started when it is first asked for, ended with the JVM. */
public final class TestDynamoDb {
    private TestDynamoDb() {}

    public static String endpoint() {
        return Holder.STACK.dynamoDb().endpoint().toString();
    }

    private static final class Holder {
        static final LocalStack STACK = started();

        private static LocalStack started() {
            LocalStack stack = LocalStack.builder().build();
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "test-dynamodb-end"));
            stack.dynamoDb().start();
            return stack;
        }
    }
}
