/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

/** One stack for all tests in a JVM. It starts on first use and stops with the JVM. */
public final class SharedStack {
    private SharedStack() {}

    public static LocalStack get() {
        return Holder.STACK;
    }

    private static final class Holder {
        static final LocalStack STACK = started();

        private static LocalStack started() {
            LocalStack stack = LocalStack.builder().build();
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "shared-stack-shutdown"));
            return stack.start();
        }
    }
}
