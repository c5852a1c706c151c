/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import io.changefeed.event.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Converts operations to protobuf messages and back. */
public final class OperationMessages {
    private static final Map<Operation, io.changefeed.grpc.v1.Operation> MESSAGES = new EnumMap<>(Map.of(
            Operation.INSERT, io.changefeed.grpc.v1.Operation.OPERATION_INSERT,
            Operation.MODIFY, io.changefeed.grpc.v1.Operation.OPERATION_MODIFY,
            Operation.REMOVE, io.changefeed.grpc.v1.Operation.OPERATION_REMOVE,
            Operation.READ, io.changefeed.grpc.v1.Operation.OPERATION_READ));

    private OperationMessages() {}

    static io.changefeed.grpc.v1.Operation message(Operation operation) {
        return MESSAGES.getOrDefault(operation, io.changefeed.grpc.v1.Operation.OPERATION_UNSPECIFIED);
    }

    /** Empty for an unknown operation. */
    public static Optional<Operation> operation(io.changefeed.grpc.v1.Operation message) {
        return MESSAGES.entrySet().stream()
                .filter(pair -> pair.getValue() == message)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
