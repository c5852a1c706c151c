/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.changefeed.simulator.fault.Treatment;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.protocol.Refusal;
import io.changefeed.simulator.service.Operations;
import java.io.IOException;
import java.util.Optional;

/** AWS JSON 1.0: a call by POST, its operation named in a header. Signatures are not looked at. */
final class ServiceHandler implements HttpHandler {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Operations operations;
    private final Deliveries deliveries;

    ServiceHandler(Operations operations, Deliveries deliveries) {
        this.operations = operations;
        this.deliveries = deliveries;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        Optional<Operation> operation = Operation.ofTarget(target);
        if (operation.isEmpty()) {
            Refusal unknown = new Refusal(ErrorType.UNKNOWN_OPERATION, "the simulator does not serve " + target);
            deliveries.deliver(exchange, Treatment.ORDINARY, () -> refuse(unknown));
            return;
        }
        ObjectNode parameters = MAPPER.readValue(body, ObjectNode.class);
        Treatment treatment = operations.arrived(operation.get(), parameters);
        deliveries.deliver(exchange, treatment, () -> answer(operation.get(), parameters, treatment));
    }

    private Answer answer(Operation operation, ObjectNode parameters, Treatment treatment) {
        if (treatment.refusal().isPresent()) {
            return refuse(new Refusal(treatment.refusal().get(), "injected by a script"));
        }
        try {
            return new Answer(200, operations.serve(operation, parameters).get());
        } catch (Refusal refusal) {
            return refuse(refusal);
        }
    }

    private Answer refuse(Refusal refusal) {
        operations.refused(refusal);
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("__type", refusal.type().wireName())
                .put("message", refusal.getMessage());
        return new Answer(refusal.type().status(), body.toString().getBytes(UTF_8));
    }
}
