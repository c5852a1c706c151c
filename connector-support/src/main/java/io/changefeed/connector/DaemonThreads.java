/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates daemon threads, which do not keep the worker's process alive. */
public final class DaemonThreads {
    private DaemonThreads() {}

    /** Returns a factory whose threads all have this name. */
    public static ThreadFactory named(String name) {
        return work -> create(name, work);
    }

    /** Returns a factory whose threads are named with this prefix and a number, starting at 1. */
    public static ThreadFactory numbered(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return work -> create(prefix + number.incrementAndGet(), work);
    }

    /** Starts a thread. */
    public static void start(String name, Runnable work) {
        create(name, work).start();
    }

    private static Thread create(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
