/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Forwards TCP connections to a server. A connection that is silenced stays open and loses all data, as with a firewall
 * that has forgotten it.
 */
public final class TcpProxy implements AutoCloseable {
    private final String targetHost;
    private final int targetPort;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean silencesNext = new AtomicBoolean();

    /** @param host host and port of the server */
    public TcpProxy(String host) {
        targetHost = host.substring(0, host.lastIndexOf(':'));
        targetPort = Integer.parseInt(host.substring(host.lastIndexOf(':') + 1));
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public String host() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Silences the open connections. */
    public void silence() {
        silent.addAll(sockets);
    }

    /** Silences the next connection from its start. */
    public void silenceNext() {
        silencesNext.set(true);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(targetHost, targetPort);
                List<Socket> both = List.of(client, server);
                sockets.addAll(both);
                if (silencesNext.getAndSet(false)) {
                    silent.addAll(both);
                }
                start(() -> forward(client, server));
                start(() -> forward(server, client));
            }
        } catch (IOException e) {
            close();
        }
    }

    private void forward(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!silent.contains(from)) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // One of the sockets is closed, and now the other too.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy");
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
            throw new UncheckedIOException(e);
        }
    }
}
