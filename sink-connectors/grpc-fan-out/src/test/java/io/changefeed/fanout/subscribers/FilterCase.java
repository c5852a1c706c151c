/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscribers;

import com.google.protobuf.Duration;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.grpc.v1.Filter;
import io.changefeed.grpc.v1.SubscribeRequest;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A subscriber's filter with an independent, simple implementation of its rules.
 *
 * @param status the value of the attribute {@code status}
 * @param operation the operation that the subscriber sees
 */
record FilterCase(
        Optional<String> table, Optional<String> group, Optional<String> status, Optional<Operation> operation) {
    static FilterCase random(RandomGenerator random) {
        return new FilterCase(
                one(random, RandomItemChanges.TABLES, 3),
                one(random, RandomItemChanges.GROUPS, 3),
                one(random, RandomItemChanges.STATUSES, 3),
                one(random, List.of(Operation.INSERT, Operation.MODIFY, Operation.REMOVE), 5));
    }

    private static <T> Optional<T> one(RandomGenerator random, List<T> of, int times) {
        return random.nextInt(times) == 0 ? Optional.of(of.get(random.nextInt(of.size()))) : Optional.empty();
    }

    SubscribeRequest.Builder request() {
        Filter.Builder filter = Filter.newBuilder();
        group.ifPresent(prefix -> filter.putKeyPrefixes("pk", prefix));
        status.ifPresent(value -> filter.putAttributeEquals(
                "status",
                io.changefeed.grpc.v1.ItemValue.newBuilder().setS(value).build()));
        operation.ifPresent(
                value -> filter.addOperations(io.changefeed.grpc.v1.Operation.valueOf("OPERATION_" + value.name())));
        SubscribeRequest.Builder request = SubscribeRequest.newBuilder()
                .setFilter(filter)
                .setHeartbeatInterval(Duration.newBuilder().setSeconds(1));
        table.ifPresent(request::addTables);
        return request;
    }

    boolean matches(ChangeEvent event) {
        if (table.filter(name -> !event.source().table().equals(name)).isPresent()
                || group.filter(prefix -> !event.source().eventId().startsWith(prefix))
                        .isPresent()) {
            return false;
        }
        boolean was = status.isEmpty() || has(event.before());
        boolean is = status.isEmpty() || has(event.after());
        Optional<Operation> result = switch (event.operation()) {
            case INSERT, READ -> is ? Optional.of(event.operation()) : Optional.empty();
            case REMOVE -> was ? Optional.of(Operation.REMOVE) : Optional.empty();
            case MODIFY ->
                is
                        ? Optional.of(was ? Operation.MODIFY : Operation.INSERT)
                        : was ? Optional.of(Operation.REMOVE) : Optional.empty();
        };
        return result.filter(seen -> this.operation.isEmpty() || this.operation.get() == seen)
                .isPresent();
    }

    private boolean has(Optional<Item> image) {
        return image.map(item -> item.attributes().get("status"))
                .filter(value -> value.equals(new ItemValue.S(status.orElseThrow())))
                .isPresent();
    }
}
