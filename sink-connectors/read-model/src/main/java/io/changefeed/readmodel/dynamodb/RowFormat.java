/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.ItemValues;
import io.changefeed.aws.AttributeValues;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.claim.Claim;
import io.changefeed.readmodel.claim.Claims;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.Timestamps;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Rows as items of the target table, and back. */
final class RowFormat {
    private final Bookkeeping names;

    RowFormat(Bookkeeping names) {
        this.names = names;
    }

    Bookkeeping names() {
        return names;
    }

    Map<String, AttributeValue> key(RowKey key) {
        return AttributeValues.of(key.columns());
    }

    /** The item without versions. */
    Map<String, AttributeValue> item(RowKey key, Map<String, ItemValue> columns) {
        Map<String, AttributeValue> item = new LinkedHashMap<>(key(key));
        item.putAll(AttributeValues.of(columns));
        return item;
    }

    /**
     * The item with these claims.
     *
     * @param last the columns of a row that is deleted and stays
     */
    Map<String, AttributeValue> item(RowKey key, Claims claims, Map<String, ItemValue> last) {
        Map<String, AttributeValue> item = new LinkedHashMap<>(item(
                key,
                claims.shown().map(Claim.Live::columns).orElse(names.deleted().isPresent() ? last : Map.of())));
        item.put(names.versions(), StoredClaims.write(claims));
        if (claims.shown().isEmpty()) {
            names.deleted()
                    .ifPresentOrElse(
                            name -> item.put(name, time(deletedAt(claims))),
                            () -> claims.expires()
                                    .ifPresent(
                                            at -> item.put(names.expiry(), StoredClaims.number(at.getEpochSecond()))));
        }
        return item;
    }

    /** The latest, in whatever order the claims came. */
    private static Instant deletedAt(Claims claims) {
        return claims.byOwner().values().stream()
                .map(Claim::time)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    static AttributeValue time(Instant time) {
        return AttributeValue.fromS(Timestamps.text(time));
    }

    /** The columns of an item that are neither the key nor bookkeeping. */
    Map<String, ItemValue> columns(RowKey key, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> columns = new LinkedHashMap<>(item);
        columns.keySet().removeAll(key.columns().keySet());
        columns.remove(names.versions());
        columns.remove(names.expiry());
        names.deleted().ifPresent(columns::remove);
        return ItemValues.item(columns).attributes();
    }

    Claims claims(RowKey key, Map<String, AttributeValue> item) {
        return StoredClaims.read(item.get(names.versions()), columns(key, item));
    }
}
