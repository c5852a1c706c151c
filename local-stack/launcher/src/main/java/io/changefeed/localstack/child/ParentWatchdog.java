/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack.child;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class and halts the JVM when the parent process ends: {@code ParentWatchdog <main class>
 * <argument...>}.
 *
 * <p>The parent holds the other end of standard input. The kernel closes it when the parent ends for any reason,
 * including SIGKILL. At the end of the input, this process halts immediately, without shutdown hooks.
 */
public final class ParentWatchdog {
    private static final int PARENT_ENDED = 3;

    private ParentWatchdog() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Thread watchdog = new Thread(ParentWatchdog::haltWhenParentEnds, "parent-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        Class<?> main = Class.forName(args[0]);
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        try {
            main.getMethod("main", String[].class).invoke(null, (Object) rest);
        } catch (InvocationTargetException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void haltWhenParentEnds() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("cannot read the pipe from the parent process: " + e.getMessage());
        }
        Runtime.getRuntime().halt(PARENT_ENDED);
    }
}
