/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack.child;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class for as long as the parent process lives: {@code Lifeline <main class> <argument...>}.
 *
 * <p>The parent holds the other end of standard input. The kernel closes it however the parent ends, SIGKILL included,
 * and the end of the input halts this process at once, without shutdown hooks.
 */
public final class Lifeline {
    private static final int PARENT_IS_GONE = 3;

    private Lifeline() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Thread lifeline = new Thread(Lifeline::haltWithParent, "lifeline");
        lifeline.setDaemon(true);
        lifeline.start();
        Class<?> main = Class.forName(args[0]);
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        try {
            main.getMethod("main", String[].class).invoke(null, (Object) rest);
        } catch (InvocationTargetException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void haltWithParent() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("the pipe to the parent process broke: " + e.getMessage());
        }
        Runtime.getRuntime().halt(PARENT_IS_GONE);
    }
}
