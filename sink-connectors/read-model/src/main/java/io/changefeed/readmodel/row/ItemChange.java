/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import java.time.Instant;
import java.util.Optional;

/**
 * A change of a source item and its effect on the target table.
 *
 * @param version of the change, even if it is rejected
 * @param changed orders the changes of all items; empty for a row of a snapshot
 * @param time when the item changed, or when the snapshot read it
 * @param leaves the key of the row that contained the item before the change, if the item is no longer in it; empty if
 *     that is unknown. Never the key of the row that the item enters
 */
public record ItemChange(
        ItemId item,
        RowVersion version,
        Optional<ChangeTime> changed,
        Instant time,
        Effect effect,
        Optional<RowKey> leaves) {
    /** What happens to the item in the target table. */
    public sealed interface Effect {}

    /** The item is in this row. */
    public record Put(Row row) implements Effect {}

    /** The item is in no row. */
    public record Delete() implements Effect {}

    /**
     * The item cannot be stored. If it is in the target row, it keeps its content. Otherwise it leaves its row, because
     * a row must not show an item that has left it.
     *
     * @param target the row that the item belongs to; empty if it cannot be determined
     * @param reason for the operator
     */
    public record Reject(Optional<RowKey> target, String reason) implements Effect {}

    /** @throws IllegalArgumentException if the item leaves the row that it enters */
    public ItemChange {
        if (leaves.isPresent() && leaves.equals(target(effect))) {
            throw new IllegalArgumentException("an item cannot leave the row that it enters");
        }
    }

    /** The key of the row that an item belongs to after an effect; empty if there is none, or if it is unknown. */
    public static Optional<RowKey> target(Effect effect) {
        if (effect instanceof Put put) {
            return Optional.of(put.row().key());
        }
        return effect instanceof Reject reject ? reject.target() : Optional.empty();
    }

    /** The key of the row that the item belongs to after the change; empty if there is none, or if it is unknown. */
    public Optional<RowKey> target() {
        return target(effect);
    }

    /** The row that the item is in after the change; empty if it is in none, or if it is rejected. */
    public Optional<Row> put() {
        return effect instanceof Put put ? Optional.of(put.row()) : Optional.empty();
    }

    /** The version to store: less than {@link #version} if the item is rejected. */
    public RowVersion storedVersion() {
        return effect instanceof Reject ? version.rejected() : version;
    }

    /** This change of an item that was in another row. */
    public ItemChange leaving(Optional<RowKey> row) {
        return new ItemChange(item, version, changed, time, effect, row);
    }

    /** This change after the target table has rejected its row. */
    public ItemChange rejected(String reason) {
        return new ItemChange(item, version, changed, time, new Reject(target(), reason), leaves);
    }
}
