/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An HTTP proxy that records the hosts to which clients connect, and refuses the connections. */
final class RecordingProxy implements AutoCloseable {
    private final ServerSocket socket;
    private final Queue<String> hosts = new ConcurrentLinkedQueue<>();

    RecordingProxy() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread acceptor = new Thread(this::accept, "recording-proxy");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The host of each connection so far, in order. */
    Queue<String> hosts() {
        return hosts;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                refuse(client);
            } catch (IOException e) {
                if (!(e instanceof SocketException)) {
                    throw new UncheckedIOException(e);
                }
                // The test ends, or the client has given up.
            }
        }
    }

    /** The request is {@code CONNECT host:443 HTTP/1.1} and headers. */
    private void refuse(Socket client) throws IOException {
        BufferedReader request = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
        String line = request.readLine();
        if (line != null) {
            hosts.add(line.substring(line.indexOf(' ') + 1, line.indexOf(':')));
        }
        while (line != null && !line.isEmpty()) {
            line = request.readLine();
        }
        client.getOutputStream()
                .write("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
