/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import static java.util.Collections.unmodifiableMap;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The newest version of one row by each source item that wrote it. The order and the repetition of additions do not affect
 * the result. The row shows the latest live version.
 */
public record RowVersions(Map<ItemId, RowVersion> byItem) {
    /** DynamoDB truncates times to the second, so ties are common; the order and the item break them. */
    private static final Comparator<Map.Entry<ItemId, RowVersion>> LATEST = Comparator.comparing(
                    (Map.Entry<ItemId, RowVersion> entry) -> entry.getValue().time())
            .thenComparing(entry -> entry.getValue().order())
            .thenComparing(Map.Entry::getKey);

    public RowVersions {
        byItem = unmodifiableMap(new TreeMap<>(byItem));
    }

    public static RowVersions none() {
        return new RowVersions(Map.of());
    }

    /**
     * Adds a version and drops the expired ones; empty if the item's current version is at least as new.
     *
     * @param now decides which versions are expired
     */
    public Optional<RowVersions> with(ItemId item, RowVersion version, Instant now) {
        RowVersion current = byItem.get(item);
        if (current != null && current.order().compareTo(version.order()) >= 0) {
            return Optional.empty();
        }
        Map<ItemId, RowVersion> versions = new TreeMap<>(byItem);
        versions.values()
                .removeIf(old -> old instanceof RowVersion.Tombstone tombstone
                        && tombstone.expires().isBefore(now));
        versions.put(item, version);
        return Optional.of(new RowVersions(versions));
    }

    /** The item that the row shows; empty when there is no row. */
    public Optional<ItemId> shownItem() {
        return byItem.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof RowVersion.Live)
                .max(LATEST)
                .map(Map.Entry::getKey);
    }

    /** The version that the row shows; empty when there is no row. */
    public Optional<RowVersion.Live> shown() {
        return shownItem().map(byItem::get).map(RowVersion.Live.class::cast);
    }

    /** When the last tombstone expires; empty while there is a live version. */
    public Optional<Instant> expires() {
        if (shown().isPresent()) {
            return Optional.empty();
        }
        return byItem.values().stream()
                .map(version -> ((RowVersion.Tombstone) version).expires())
                .max(Comparator.naturalOrder());
    }

    /** The time of the latest change; empty when there is no version. */
    public Optional<Instant> lastChange() {
        return byItem.values().stream().map(RowVersion::time).max(Comparator.naturalOrder());
    }
}
