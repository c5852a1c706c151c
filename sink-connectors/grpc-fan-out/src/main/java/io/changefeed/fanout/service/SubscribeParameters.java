/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.service;

import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.delivery.filter.ItemFilter;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.fanout.auth.Caller;
import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.OutOfRangeException;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.subscription.CallStatus;
import io.changefeed.fanout.subscription.EventSelection;
import io.changefeed.fanout.token.Token;
import io.changefeed.fanout.token.TokenCodec;
import io.changefeed.fanout.wire.Images;
import io.changefeed.fanout.wire.OperationMessages;
import io.changefeed.fanout.wire.ValueMessages;
import io.changefeed.grpc.v1.Filter;
import io.changefeed.grpc.v1.SubscribeRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The parsed parameters of a subscribe request. An invalid value ends the call; the message names the field. */
final class SubscribeParameters {
    private static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(30);
    private static final Duration MIN_HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration MAX_HEARTBEAT = Duration.ofMinutes(5);

    private final SubscribeRequest message;

    SubscribeParameters(SubscribeRequest message) {
        this.message = message;
    }

    /**
     * Returns the start position.
     *
     * @throws OutOfRangeException if the server does not hold the events after the token
     */
    Cursor start(Ring ring, RingSource source, TokenCodec codec) {
        return switch (message.getStartCase()) {
            case RESUME_TOKEN -> ring.after(token(codec));
            case START_AT ->
                switch (message.getStartAt()) {
                    case START_AT_EARLIEST -> ring.earliest();
                    case START_AT_LATEST, START_AT_UNSPECIFIED -> source.latest(ring);
                    case UNRECOGNIZED -> throw invalid("start_at", "unknown value " + message.getStartAtValue());
                };
            case START_NOT_SET -> source.latest(ring);
        };
    }

    private Token token(TokenCodec codec) {
        try {
            return codec.parse(message.getResumeToken());
        } catch (IllegalArgumentException e) {
            throw invalid("resume_token", String.valueOf(e.getMessage()));
        }
    }

    EventSelection selection(Caller caller) {
        Filter filter = message.getFilter();
        Set<String> tables = tables(caller);
        ItemFilter items = new ItemFilter(
                tables,
                keys(filter),
                filter.getKeyPrefixesMap(),
                values("filter.attribute_equals", filter.getAttributeEqualsMap()));
        return new EventSelection(new EventFilter(items, operations(filter)), caller.isRestricted());
    }

    private Set<String> tables(Caller caller) {
        Set<String> requested = new HashSet<>(message.getTablesList());
        Set<String> forbidden = requested.stream()
                .filter(table -> !caller.canRead(table))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!forbidden.isEmpty()) {
            throw CallStatus.forbidden(
                            "the bearer token '" + caller.name() + "' does not allow the tables " + forbidden)
                    .exception();
        }
        return requested.isEmpty() ? caller.tables().orElse(Set.of()) : requested;
    }

    private static Map<String, ItemValue> keys(Filter filter) {
        Map<String, ItemValue> key = values("filter.key_equals", filter.getKeyEqualsMap());
        if (key.isEmpty()) {
            return key;
        }
        try {
            return new ItemKey(key).attributes();
        } catch (IllegalArgumentException e) {
            throw invalid("filter.key_equals", String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, ItemValue> values(String field, Map<String, io.changefeed.grpc.v1.ItemValue> messages) {
        try {
            messages.values().forEach(NumberLimits::require);
            return ValueMessages.attributes(messages);
        } catch (IllegalArgumentException e) {
            throw invalid(field, String.valueOf(e.getMessage()));
        }
    }

    private static Set<Operation> operations(Filter filter) {
        return filter.getOperationsList().stream()
                .map(operation -> OperationMessages.operation(operation)
                        .orElseThrow(() -> invalid("filter.operations", "unknown value " + operation)))
                .collect(Collectors.toSet());
    }

    Images images() {
        return switch (message.getImages()) {
            case IMAGES_UNSPECIFIED, IMAGES_NEW_AND_OLD -> Images.NEW_AND_OLD;
            case IMAGES_NEW -> Images.NEW;
            case IMAGES_OLD -> Images.OLD;
            case IMAGES_KEYS_ONLY -> Images.KEYS_ONLY;
            case UNRECOGNIZED -> throw invalid("images", "unknown value " + message.getImagesValue());
        };
    }

    Duration heartbeatInterval() {
        if (!message.hasHeartbeatInterval()) {
            return DEFAULT_HEARTBEAT;
        }
        try {
            Duration requested = Duration.ofSeconds(
                    message.getHeartbeatInterval().getSeconds(),
                    message.getHeartbeatInterval().getNanos());
            if (requested.compareTo(MIN_HEARTBEAT) >= 0 && requested.compareTo(MAX_HEARTBEAT) <= 0) {
                return requested;
            }
        } catch (ArithmeticException e) {
            throw invalid("heartbeat_interval", "must be between 1 second and 5 minutes");
        }
        throw invalid("heartbeat_interval", "must be between 1 second and 5 minutes");
    }

    private static RuntimeException invalid(String field, String reason) {
        return CallStatus.invalid(field + ": " + reason).exception();
    }
}
