/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy on the loopback interface that delays data, as a network does: the delay does not limit the throughput of a
 * connection.
 */
public final class DelayingProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;
    /** 16 MiB of data that is on its way in one direction. */
    private static final int MAX_CHUNKS = 256;

    private final int serverPort;
    private final long delayNanos;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Chunk(byte[] data, long due) {}

    /**
     * Starts a proxy of a server on the loopback interface.
     *
     * @param roundTrip the delay of a request and its response together; half of it in each direction
     */
    public DelayingProxy(int serverPort, Duration roundTrip) {
        this.serverPort = serverPort;
        this.delayNanos = roundTrip.toNanos() / 2;
        try {
            listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new LocalStackException("no free port for a proxy: " + e, e);
        }
        start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            connect(client, server);
            connect(server, client);
        }
    }

    private void connect(Socket from, Socket to) throws IOException {
        from.setTcpNoDelay(true);
        sockets.add(from);
        BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(MAX_CHUNKS);
        start(() -> read(from, chunks));
        start(() -> write(to, chunks));
    }

    private void read(Socket from, BlockingQueue<Chunk> chunks) throws IOException, InterruptedException {
        byte[] buffer = new byte[CHUNK_BYTES];
        try (from) {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                chunks.put(new Chunk(Arrays.copyOf(buffer, read), System.nanoTime() + delayNanos));
            }
        } finally {
            sockets.remove(from);
            chunks.put(new Chunk(new byte[0], System.nanoTime() + delayNanos));
        }
    }

    private static void write(Socket to, BlockingQueue<Chunk> chunks) throws IOException, InterruptedException {
        try (to) {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = chunks.take(); chunk.data().length > 0; chunk = chunks.take()) {
                for (long now = System.nanoTime(); now < chunk.due(); now = System.nanoTime()) {
                    LockSupport.parkNanos(chunk.due() - now);
                }
                out.write(chunk.data());
            }
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // A side has closed its connection, or the proxy is closed. Both sides see the end.
                    }
                },
                "delaying-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new LocalStackException("cannot close a proxy: " + e, e);
        }
    }
}
