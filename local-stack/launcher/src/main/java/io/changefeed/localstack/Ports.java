/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Assigns the ports of one stack, or of other processes beside it. Not thread-safe. */
public final class Ports {
    /** Below the ephemeral ports of Linux, so that no outgoing connection takes the port during a restart. */
    private static final int LOWEST = 10_000;

    private static final int HIGHEST = 32_767;

    /** All IPv4 interfaces. */
    static final InetAddress ANY = address(0, 0, 0, 0);

    static final InetAddress LOOPBACK = address(127, 0, 0, 1);

    private final RandomGenerator random;
    private final Set<Integer> reserved = new HashSet<>();

    public Ports(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Reserves this port, or a free one if it is 0. Never returns the same port twice.
     *
     * @throws LocalStackException if the port is reserved already
     */
    public int reserve(int requested) {
        int port = requested == 0 ? free() : requested;
        if (!reserved.add(port)) {
            throw new LocalStackException("port " + port + " is configured twice: each process needs a separate port");
        }
        return port;
    }

    private int free() {
        return random.ints(LOWEST, HIGHEST + 1)
                .filter(port -> !reserved.contains(port) && isFree(ANY, port))
                .findFirst()
                .orElseThrow();
    }

    /** Whether a process could listen on the port now. */
    static boolean isFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // The processes set it too: a port with connections in TIME_WAIT counts as free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a process listens on the port. */
    static boolean isOpen(int port) {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static InetAddress address(int... bytes) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
