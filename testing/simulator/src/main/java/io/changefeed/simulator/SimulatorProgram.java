/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/**
 * Runs a simulator in a separate process: {@code SimulatorProgram [port [seed [behind]]]}. It prints its endpoint on
 * the first line and serves until it is killed. {@code behind} is an ISO-8601 duration by which its clock is behind
 * that of the system until it is advanced.
 */
public final class SimulatorProgram {
    private SimulatorProgram() {}

    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 0 : Integer.parseInt(args[0]);
        long seed = args.length < 2 ? 0 : Long.parseLong(args[1]);
        Duration behind = args.length < 3 ? Duration.ZERO : Duration.parse(args[2]);
        // The thread of the HTTP server keeps the process alive.
        @SuppressWarnings({"resource", "MustBeClosed"})
        Simulator simulator = Simulator.start(port, seed, Clock.offset(Clock.systemUTC(), behind.negated()));
        System.out.println(simulator.endpoint());
    }
}
