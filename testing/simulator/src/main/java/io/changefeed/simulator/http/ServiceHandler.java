/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.changefeed.simulator.fault.FaultEffect;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.protocol.ServiceException;
import io.changefeed.simulator.service.Operations;
import java.io.IOException;
import java.util.Optional;

/** Handles AWS JSON 1.0: a POST with the operation in a header. Signatures are not verified. */
final class ServiceHandler implements HttpHandler {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Operations operations;
    private final ResponseSender sender;

    ServiceHandler(Operations operations, ResponseSender sender) {
        this.operations = operations;
        this.sender = sender;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        Optional<Operation> operation = Operation.ofTarget(target);
        if (operation.isEmpty()) {
            ServiceException unknown =
                    new ServiceException(ErrorType.UNKNOWN_OPERATION, "the simulator does not serve " + target);
            sender.send(exchange, FaultEffect.NO_FAULT, () -> error(unknown));
            return;
        }
        ObjectNode parameters = MAPPER.readValue(body, ObjectNode.class);
        FaultEffect effect = operations.begin(operation.get(), parameters);
        sender.send(exchange, effect, () -> response(operation.get(), parameters, effect));
    }

    private JsonResponse response(Operation operation, ObjectNode parameters, FaultEffect effect) {
        if (effect.error().isPresent()) {
            return error(new ServiceException(effect.error().get(), "injected by a script"));
        }
        try {
            return new JsonResponse(200, operations.serve(operation, parameters).get());
        } catch (ServiceException e) {
            return error(e);
        }
    }

    private JsonResponse error(ServiceException e) {
        operations.countError(e);
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("__type", e.type().wireName())
                .put("message", e.getMessage());
        return new JsonResponse(e.type().status(), body.toString().getBytes(UTF_8));
    }
}
