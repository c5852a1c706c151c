/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.service;

import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.delivery.filter.ItemFilter;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.fanout.auth.Caller;
import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.subscription.Ending;
import io.changefeed.fanout.subscription.Selection;
import io.changefeed.fanout.token.Token;
import io.changefeed.fanout.wire.Images;
import io.changefeed.fanout.wire.Operations;
import io.changefeed.fanout.wire.Values;
import io.changefeed.grpc.v1.Filter;
import io.changefeed.grpc.v1.StartAt;
import io.changefeed.grpc.v1.SubscribeRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a subscriber asks for, understood. What makes no sense ends the call with a message that names the field. */
final class Request {
    private static final Duration USUAL_HEARTBEAT = Duration.ofSeconds(30);
    private static final Duration SHORTEST_HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration LONGEST_HEARTBEAT = Duration.ofMinutes(5);

    private final SubscribeRequest message;

    Request(SubscribeRequest message) {
        this.message = message;
    }

    Cursor start(Ring ring) {
        return switch (message.getStartCase()) {
            case RESUME_TOKEN -> ring.after(token());
            case START_AT -> message.getStartAt() == StartAt.START_AT_EARLIEST ? ring.earliest() : latest(ring);
            case START_NOT_SET -> ring.latest();
        };
    }

    private Cursor latest(Ring ring) {
        if (message.getStartAt() == StartAt.UNRECOGNIZED) {
            throw invalid("start_at", "this server does not know " + message.getStartAtValue());
        }
        return ring.latest();
    }

    private Token token() {
        try {
            return Token.parse(message.getResumeToken());
        } catch (IllegalArgumentException e) {
            throw invalid("resume_token", String.valueOf(e.getMessage()));
        }
    }

    Selection selection(Caller caller) {
        Filter filter = message.getFilter();
        Set<String> tables = tables(caller);
        return new Selection(
                new EventFilter(new ItemFilter(tables, filter.getKeyPrefixesMap(), equal(filter)), operations(filter)));
    }

    private Set<String> tables(Caller caller) {
        Set<String> asked = new HashSet<>(message.getTablesList());
        Set<String> forbidden =
                asked.stream().filter(table -> !caller.mayRead(table)).collect(Collectors.toCollection(TreeSet::new));
        if (!forbidden.isEmpty()) {
            throw Ending.forbidden("the bearer token '" + caller.name() + "' does not allow " + forbidden)
                    .exception();
        }
        return asked.isEmpty() ? caller.tables().orElse(Set.of()) : asked;
    }

    private static Map<String, ItemValue> equal(Filter filter) {
        Map<String, ItemValue> key = values("filter.key_equals", filter.getKeyEqualsMap());
        if (!key.isEmpty()) {
            try {
                ItemKey unused = new ItemKey(key);
            } catch (IllegalArgumentException e) {
                throw invalid("filter.key_equals", String.valueOf(e.getMessage()));
            }
        }
        Map<String, ItemValue> equal = new HashMap<>(values("filter.attribute_equals", filter.getAttributeEqualsMap()));
        key.forEach((name, value) -> {
            if (equal.put(name, value) != null) {
                throw invalid("filter.attribute_equals", "'" + name + "' is in filter.key_equals, too");
            }
        });
        return equal;
    }

    private static Map<String, ItemValue> values(String field, Map<String, io.changefeed.grpc.v1.ItemValue> messages) {
        try {
            messages.values().forEach(Numbers::require);
            return Values.attributes(messages);
        } catch (IllegalArgumentException e) {
            throw invalid(field, String.valueOf(e.getMessage()));
        }
    }

    private static Set<Operation> operations(Filter filter) {
        return filter.getOperationsList().stream()
                .map(operation -> Operations.operation(operation)
                        .orElseThrow(() -> invalid("filter.operations", "this server does not know " + operation)))
                .collect(Collectors.toSet());
    }

    Images images() {
        return switch (message.getImages()) {
            case IMAGES_UNSPECIFIED, IMAGES_NEW_AND_OLD -> Images.NEW_AND_OLD;
            case IMAGES_NEW -> Images.NEW;
            case IMAGES_OLD -> Images.OLD;
            case IMAGES_KEYS_ONLY -> Images.KEYS_ONLY;
            case UNRECOGNIZED -> throw invalid("images", "this server does not know " + message.getImagesValue());
        };
    }

    Duration heartbeatInterval() {
        if (!message.hasHeartbeatInterval()) {
            return USUAL_HEARTBEAT;
        }
        try {
            Duration asked = Duration.ofSeconds(
                    message.getHeartbeatInterval().getSeconds(),
                    message.getHeartbeatInterval().getNanos());
            if (asked.compareTo(SHORTEST_HEARTBEAT) >= 0 && asked.compareTo(LONGEST_HEARTBEAT) <= 0) {
                return asked;
            }
        } catch (ArithmeticException e) {
            throw invalid("heartbeat_interval", "it is not from 1 second to 5 minutes");
        }
        throw invalid("heartbeat_interval", "it is not from 1 second to 5 minutes");
    }

    private static RuntimeException invalid(String field, String reason) {
        return Ending.invalid(field + ": " + reason).exception();
    }
}
