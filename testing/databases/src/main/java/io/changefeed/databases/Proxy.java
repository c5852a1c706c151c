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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The way to a server, on a port of the loopback interface, which can be held or cut. What was held reaches the server
 * in the end, though the client may have gone: so it is with a network.
 */
public final class Proxy implements AutoCloseable {
    private final int serverPort;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private @Nullable ServerSocket door;
    private boolean isHeld;
    private boolean hangsUp;
    private long heldBytes;

    public Proxy(int serverPort) {
        this.serverPort = serverPort;
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

    /** Passes everything on, what was held first. */
    public void pass() {
        synchronized (lock) {
            isHeld = false;
            hangsUp = false;
            lock.notifyAll();
            if (door == null) {
                open(listen(port));
            }
        }
    }

    /** Keeps what comes, from either side, and accepts connections. */
    public void hold() {
        pass();
        synchronized (lock) {
            isHeld = true;
            heldBytes = 0;
        }
    }

    /** Waits until something is held. */
    public void awaitHeld() throws InterruptedException {
        synchronized (lock) {
            while (heldBytes == 0) {
                lock.wait();
            }
        }
    }

    /** Cuts all connections and refuses new ones. */
    public void refuse() {
        synchronized (lock) {
            ServerSocket open = door;
            if (open != null) {
                quietly(open);
            }
            door = null;
        }
        cut();
    }

    /** Cuts all connections, and new ones as soon as they are accepted. */
    public void hangUp() {
        pass();
        synchronized (lock) {
            hangsUp = true;
        }
        cut();
    }

    /** Cuts the connections there are. */
    public void cut() {
        sockets.forEach(Proxy::quietly);
        sockets.clear();
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    private void open(ServerSocket newDoor) {
        door = newDoor;
        start("proxy-door", () -> accept(newDoor));
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Socket client = from.accept();
                sockets.add(client);
                if (hangsUp()) {
                    quietly(client);
                } else {
                    connect(client);
                }
            }
        } catch (IOException closed) {
            quietly(from);
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
            start("proxy-up", () -> pump(client, server));
            start("proxy-down", () -> pump(server, client));
        } catch (IOException refused) {
            quietly(client);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!awaitPassing(read, from, to)) {
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException | InterruptedException cut) {
            quietly(from);
        } finally {
            sockets.remove(from);
        }
    }

    /** Waits while everything is held; false when the connection was cut meanwhile. */
    private boolean awaitPassing(int bytes, Socket from, Socket to) throws InterruptedException {
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

    private static void quietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is closed as far as it can be.
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
