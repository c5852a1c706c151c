/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static java.util.stream.Collectors.toMap;

import io.changefeed.aws.ItemValues;
import io.changefeed.aws.AttributeValues;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Order;
import io.changefeed.readmodel.claim.Claim;
import io.changefeed.readmodel.claim.Claims;
import io.changefeed.readmodel.row.Owner;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Claims as a map in an attribute of the row, by owner. The claim that the row shows leaves its columns to the row
 * itself.
 */
final class StoredClaims {
    static final String ORDER = "order";

    private static final String TIME = "time";
    private static final String EXPIRES = "expires";
    private static final String COLUMNS = "columns";

    private StoredClaims() {}

    static AttributeValue write(Claims claims) {
        Optional<Owner> winner = claims.winner();
        Map<String, AttributeValue> stored = new HashMap<>();
        claims.byOwner()
                .forEach((owner, claim) -> stored.put(owner.id(), write(claim, winner.equals(Optional.of(owner)))));
        return AttributeValue.fromM(stored);
    }

    private static AttributeValue write(Claim claim, boolean isShown) {
        Map<String, AttributeValue> stored = new HashMap<>();
        stored.put(ORDER, AttributeValue.fromS(claim.order().text()));
        stored.put(TIME, number(claim.time().toEpochMilli()));
        if (claim instanceof Claim.Gone gone) {
            stored.put(EXPIRES, number(gone.expires().getEpochSecond()));
        }
        if (claim instanceof Claim.Live live && !isShown) {
            stored.put(COLUMNS, AttributeValue.fromM(AttributeValues.of(live.columns())));
        }
        return AttributeValue.fromM(stored);
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    /**
     * Reads claims.
     *
     * @param stored null where there is none: a row that nobody guarded is older than everything
     * @param shown the columns of the row itself
     */
    static Claims read(@Nullable AttributeValue stored, Map<String, ItemValue> shown) {
        return stored == null
                ? Claims.none()
                : new Claims(stored.m().entrySet().stream()
                        .collect(toMap(
                                entry -> new Owner(entry.getKey()),
                                entry -> read(entry.getValue().m(), shown))));
    }

    private static Claim read(Map<String, AttributeValue> stored, Map<String, ItemValue> shown) {
        Order order = new Order(required(stored, ORDER).s());
        Instant time =
                Instant.ofEpochMilli(Long.parseLong(required(stored, TIME).n()));
        AttributeValue expires = stored.get(EXPIRES);
        if (expires != null) {
            return new Claim.Gone(order, time, Instant.ofEpochSecond(Long.parseLong(expires.n())));
        }
        AttributeValue columns = stored.get(COLUMNS);
        return new Claim.Live(
                order,
                time,
                columns == null ? shown : ItemValues.item(columns.m()).attributes());
    }

    private static AttributeValue required(Map<String, AttributeValue> stored, String name) {
        AttributeValue value = stored.get(name);
        if (value == null) {
            throw new IllegalStateException("a stored claim has no '" + name + "': " + stored.keySet());
        }
        return value;
    }
}
