/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.protocol.ServiceException;
import io.changefeed.simulator.stream.ShardIterator;
import io.changefeed.simulator.table.TableName;
import java.util.Optional;

/** The parameters of a call. Invalid parameters cause a ValidationException. */
record Request(ObjectNode parameters) {
    String text(String name) {
        return optionalText(name).orElseThrow(() -> ServiceException.invalid(name + " is required"));
    }

    Optional<String> optionalText(String name) {
        return Optional.of(parameters.path(name)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    /** Returns the limit, from 1 to {@code most}; the default is {@code most}. */
    int limit(int most) {
        int limit = parameters.path("Limit").asInt(most);
        if (limit < 1 || limit > most) {
            throw ServiceException.invalid("Value '" + limit + "' at 'limit' failed to satisfy constraint: "
                    + "Member must be between 1 and " + most);
        }
        return limit;
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
        String text = text(name);
        try {
            return Enum.valueOf(type, text);
        } catch (IllegalArgumentException e) {
            throw ServiceException.invalid("Value '" + text + "' at '" + name + "' is not one of the allowed values");
        }
    }

    Optional<Request> nested(String name) {
        return Optional.of(parameters.path(name))
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .map(Request::new);
    }

    /** Returns the id of the shard that the call refers to, directly or by an iterator. */
    Optional<String> shard() {
        return optionalText("ShardId")
                .or(() -> optionalText("ShardIterator")
                        .map(token -> ShardIterator.parse(token).shardId()));
    }

    /** Returns the table that the call refers to, directly or through its stream. */
    Optional<TableName> table() {
        return optionalText("TableName")
                .or(() -> optionalText("StreamArn"))
                .or(() -> optionalText("ShardIterator")
                        .map(token -> ShardIterator.parse(token).streamArn()))
                .map(name -> TableName.parse(name, DynamoDb.REGION, DynamoDb.ACCOUNT));
    }
}
