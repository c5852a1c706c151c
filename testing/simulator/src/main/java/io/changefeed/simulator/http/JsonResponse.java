/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import java.util.zip.CRC32;

/** A complete response, with the headers that the SDK checks. */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of each page would cost
record JsonResponse(int status, byte[] body) {
    void send(HttpExchange exchange) throws IOException {
        begin(exchange);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** Sends the headers for the whole body and half of the body; the caller must close the connection. */
    void sendHalf(HttpExchange exchange) throws IOException {
        begin(exchange);
        exchange.getResponseBody().write(body, 0, body.length / 2);
        exchange.getResponseBody().flush();
    }

    private void begin(HttpExchange exchange) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(body);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/x-amz-json-1.0");
        headers.set("x-amzn-RequestId", UUID.randomUUID().toString());
        headers.set("x-amz-crc32", Long.toString(crc.getValue()));
        exchange.sendResponseHeaders(status, body.length);
    }
}
