/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.changefeed.simulator.control.Commands;
import io.changefeed.simulator.control.Commands.Result;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Handles the control API: {@code POST /control/<command>} with the JSON of the command. Errors have the status 400 and
 * a text message.
 */
final class ControlHandler implements HttpHandler {
    private final Commands commands;

    ControlHandler(Commands commands) {
        this.commands = commands;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String name = exchange.getRequestURI().getPath().substring(Commands.PATH.length());
            Result result = commands.run(name, exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().set("Content-Type", result.done() ? "application/json" : "text/plain");
            exchange.sendResponseHeaders(result.done() ? 200 : 400, result.body().length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(result.body());
            }
        }
    }
}
