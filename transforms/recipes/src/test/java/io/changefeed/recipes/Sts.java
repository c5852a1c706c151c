/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A fake of AWS STS. It returns the credentials of the S3 server for AssumeRole, and records the requests. */
final class Sts implements AutoCloseable {
    private static final String RESPONSE = """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>\
            <AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>token</SessionToken>\
            <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>""";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Sts() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::respond);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void respond(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(URLDecoder.decode(new String(exchange.getRequestBody().readAllBytes(), UTF_8), UTF_8)
                    + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = RESPONSE.formatted(S3.ACCESS_KEY, S3.SECRET_KEY).getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns the parameters and the Authorization header of each request. */
    List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
