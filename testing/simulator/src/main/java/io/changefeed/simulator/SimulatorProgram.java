/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import java.io.IOException;
import java.time.Clock;

/**
 * Runs a simulator in a separate process: {@code SimulatorProgram [port [seed]]}. It prints its endpoint on the first
 * line and serves until it is killed.
 */
public final class SimulatorProgram {
    private SimulatorProgram() {}

    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 0 : Integer.parseInt(args[0]);
        long seed = args.length < 2 ? 0 : Long.parseLong(args[1]);
        // The thread of the HTTP server keeps the process alive.
        @SuppressWarnings({"resource", "MustBeClosed"})
        Simulator simulator = Simulator.start(port, seed, Clock.systemUTC());
        System.out.println(simulator.endpoint());
    }
}
