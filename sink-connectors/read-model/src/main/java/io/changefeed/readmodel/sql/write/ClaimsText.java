/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Order;
import io.changefeed.readmodel.claim.Claim;
import io.changefeed.readmodel.claim.Claims;
import io.changefeed.readmodel.row.Owner;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Claims as a text, in DynamoDB's JSON: by owner the order, the time, and the columns or the end of the tombstone.
 *
 * @param withColumns whether the row of a claim that does not win may be needed later
 */
record ClaimsText(boolean withColumns) {
    private static final String ORDER = "order";
    private static final String TIME = "time";
    private static final String COLUMNS = "columns";
    private static final String EXPIRES = "expires";

    String write(Claims claims) {
        Map<String, ItemValue> byOwner = new LinkedHashMap<>();
        claims.byOwner().forEach((owner, claim) -> byOwner.put(owner.id(), value(claim)));
        return ItemFormat.DYNAMODB_JSON.json().text(new Item(byOwner));
    }

    private ItemValue value(Claim claim) {
        Map<String, ItemValue> value = new LinkedHashMap<>();
        value.put(ORDER, new ItemValue.S(claim.order().text()));
        value.put(TIME, new ItemValue.S(claim.time().toString()));
        if (claim instanceof Claim.Live live) {
            value.put(COLUMNS, new ItemValue.M(withColumns ? live.columns() : Map.of()));
        } else if (claim instanceof Claim.Gone gone) {
            value.put(EXPIRES, new ItemValue.S(gone.expires().toString()));
        }
        return new ItemValue.M(value);
    }

    /** The claims of a text that {@link #write} has written, or of an empty one. */
    Claims read(String text) {
        if (text.isEmpty()) {
            return Claims.none();
        }
        Map<Owner, Claim> claims = new LinkedHashMap<>();
        ItemFormat.DYNAMODB_JSON
                .json()
                .item(text)
                .attributes()
                .forEach((owner, value) -> claims.put(new Owner(owner), claim(((ItemValue.M) value).entries())));
        return new Claims(claims);
    }

    private static Claim claim(Map<String, ItemValue> value) {
        Order order = new Order(text(value, ORDER));
        Instant time = Instant.parse(text(value, TIME));
        return value.get(COLUMNS) instanceof ItemValue.M columns
                ? new Claim.Live(order, time, columns.entries())
                : new Claim.Gone(order, time, Instant.parse(text(value, EXPIRES)));
    }

    private static String text(Map<String, ItemValue> value, String name) {
        if (value.get(name) instanceof ItemValue.S text) {
            return text.text();
        }
        throw new IllegalStateException("a claim has no " + name + ": somebody else has written to the claims table");
    }
}
