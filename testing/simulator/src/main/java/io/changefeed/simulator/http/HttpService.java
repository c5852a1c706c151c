/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.http;

import com.sun.net.httpserver.HttpServer;
import io.changefeed.simulator.control.Commands;
import io.changefeed.simulator.service.DynamoDb;
import io.changefeed.simulator.service.Operations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a {@link DynamoDb} on the loopback interface, for SDK clients and scripts. */
public final class HttpService implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor;
    private final ResponseSender responses;

    static {
        // Without this, the HTTP server of the JDK waits for the delayed ACK of the client, 40 ms for each response.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /**
     * @param port the port to listen on; 0 for a free port
     * @throws IOException if the port is in use
     */
    public HttpService(DynamoDb dynamoDb, int port) throws IOException {
        Operations operations = new Operations(dynamoDb);
        executor = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "simulator");
            thread.setDaemon(true);
            return thread;
        });
        responses = new ResponseSender(executor, operations::countHeld);
        dynamoDb.faults().onClear(responses::release);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(executor);
        server.createContext("/", new ServiceHandler(operations, responses));
        server.createContext(Commands.PATH, new ControlHandler(new Commands(dynamoDb)));
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        responses.release();
        server.stop(0);
        executor.shutdownNow();
    }
}
