/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.function.UnaryOperator;

/** What the benchmark asks a server that it has started: a line of input, a line of output. The end of input ends it. */
final class ServerCommands {
    private ServerCommands() {}

    static void answer(UnaryOperator<String> commands) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        System.out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(line.equals("heap") ? Long.toString(liveHeap()) : commands.apply(line));
        }
        Runtime.getRuntime().halt(0);
    }

    private static long liveHeap() {
        // Twice: what the first finds by weak references, the second frees.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
