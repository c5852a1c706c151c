/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on a port of the loopback interface. It can hold data, cut connections and refuse them. Held data still
 * reaches the server later, even if the client has disconnected, as in a network.
 */
public final class Proxy implements AutoCloseable {
    private static final Duration HOLD_TIMEOUT = Duration.ofMinutes(1);

    private final int serverPort;
    private final Supplier<Consumer<ByteBuffer>> observers;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private @Nullable ServerSocket listener;
    private boolean isHeld;
    private boolean hangsUp;
    private Optional<String> holdAt = Optional.empty();
    private long heldBytes;

    public Proxy(int serverPort) {
        this(serverPort, () -> data -> {});
    }

    /** @param observers returns for each connection the observer of what its client sends */
    public Proxy(int serverPort, Supplier<Consumer<ByteBuffer>> observers) {
        this.serverPort = serverPort;
        this.observers = observers;
        ServerSocket first = listen(0);
        port = first.getLocalPort();
        open(first);
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** Forwards everything, starting with held data. */
    public void pass() {
        synchronized (lock) {
            isHeld = false;
            holdAt = Optional.empty();
            hangsUp = false;
            lock.notifyAll();
            if (listener == null) {
                open(listen(port));
            }
        }
    }

    /** Holds data of both directions; connections are still accepted. */
    public void hold() {
        pass();
        synchronized (lock) {
            isHeld = true;
            heldBytes = 0;
        }
    }

    /** Like {@link #hold}, from the next data of a client on that contains this text. */
    public void holdAt(String text) {
        pass();
        synchronized (lock) {
            holdAt = Optional.of(text);
        }
    }

    /** Waits at most a minute until data is held. */
    public void awaitHeld() throws InterruptedException {
        long until = System.nanoTime() + HOLD_TIMEOUT.toNanos();
        synchronized (lock) {
            while (heldBytes == 0) {
                long remaining = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (remaining <= 0) {
                    throw new IllegalStateException("no data arrived that could be held");
                }
                lock.wait(remaining);
            }
        }
    }

    /** Cuts all connections and refuses new ones. */
    public void refuse() {
        synchronized (lock) {
            ServerSocket open = listener;
            if (open != null) {
                closeQuietly(open);
            }
            listener = null;
        }
        cut();
    }

    /** Cuts all connections, and each new one when it is accepted. */
    public void hangUp() {
        pass();
        synchronized (lock) {
            hangsUp = true;
        }
        cut();
    }

    /** Cuts all current connections. */
    public void cut() {
        sockets.forEach(Proxy::closeQuietly);
        sockets.clear();
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    private void open(ServerSocket newListener) {
        listener = newListener;
        start("proxy-listener", () -> accept(newListener));
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Socket client = from.accept();
                sockets.add(client);
                if (hangsUp()) {
                    closeQuietly(client);
                } else {
                    connect(client);
                }
            }
        } catch (IOException closed) {
            closeQuietly(from);
        }
    }

    private boolean hangsUp() {
        synchronized (lock) {
            return hangsUp;
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(server);
            Consumer<ByteBuffer> observer = observers.get();
            start(
                    "proxy-up",
                    () -> pump(client, server, data -> {
                        observer.accept(data.duplicate());
                        holdIfReached(data);
                    }));
            start("proxy-down", () -> pump(server, client, data -> {}));
        } catch (IOException refused) {
            closeQuietly(client);
        }
    }

    private void holdIfReached(ByteBuffer data) {
        String text = StandardCharsets.ISO_8859_1.decode(data).toString();
        synchronized (lock) {
            if (holdAt.filter(text::contains).isPresent()) {
                isHeld = true;
                heldBytes = 0;
            }
        }
    }

    private void pump(Socket from, Socket to, Consumer<ByteBuffer> listener) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                listener.accept(ByteBuffer.wrap(buffer, 0, read));
                if (!awaitForwarding(read, from, to)) {
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException | InterruptedException cut) {
            closeQuietly(from);
        } finally {
            sockets.remove(from);
        }
    }

    /** Waits while data is held; returns false if the connection was cut. */
    private boolean awaitForwarding(int bytes, Socket from, Socket to) throws InterruptedException {
        synchronized (lock) {
            if (isHeld) {
                heldBytes += bytes;
                lock.notifyAll();
            }
            while (isHeld && !from.isClosed() && !to.isClosed()) {
                lock.wait();
            }
            return !from.isClosed() && !to.isClosed();
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // Nothing is left to close.
        }
    }

    @Override
    public void close() {
        refuse();
        synchronized (lock) {
            isHeld = false;
            lock.notifyAll();
        }
    }
}
