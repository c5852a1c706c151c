/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.function.UnaryOperator;

/**
 * Commands from the benchmark to a server process: each is a line of input, and its result a line of output. The server
 * exits at the end of the input.
 */
final class ServerCommands {
    private ServerCommands() {}

    static void serve(UnaryOperator<String> commands) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        System.out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(line.equals("heap") ? Long.toString(liveHeap()) : commands.apply(line));
        }
        Runtime.getRuntime().halt(0);
    }

    private static long liveHeap() {
        // Twice, because the first collection clears weak references and the second frees their objects.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
