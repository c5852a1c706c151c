/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.time.Instant;
import java.util.Optional;

/**
 * One insert, modify, remove or snapshot read of one item.
 *
 * @param key the key of the item
 * @param before the old image; empty if the item did not exist before, the view type of the stream has no old
 *     images, or the connector dropped it
 * @param after the new image; empty if the item no longer exists, the view type of the stream has no new images, or
 *     the connector dropped it
 * @param time the time at which the connector read the change
 */
public record ChangeEvent(
        Operation operation, ItemKey key, Optional<Item> before, Optional<Item> after, Source source, Instant time)
        implements TopicRecord {

    /** @throws IllegalArgumentException if an image is present that the operation does not allow */
    public ChangeEvent {
        if (before.isPresent() && !operation.hasBefore()) {
            throw new IllegalArgumentException("an event with operation " + operation + " cannot have an old image");
        }
        if (after.isPresent() && !operation.hasAfter()) {
            throw new IllegalArgumentException("an event with operation " + operation + " cannot have a new image");
        }
    }

    /** Returns the event without its old image. */
    public ChangeEvent withoutBefore() {
        Optional<DroppedImages> dropped = DroppedImages.of(before.isPresent(), false);
        return new ChangeEvent(operation, key, Optional.empty(), after, source.withDroppedImages(dropped), time);
    }

    /** Returns the event with its key only. */
    public ChangeEvent withoutImages() {
        Optional<DroppedImages> dropped = DroppedImages.of(before.isPresent(), after.isPresent());
        return new ChangeEvent(
                operation, key, Optional.empty(), Optional.empty(), source.withDroppedImages(dropped), time);
    }

    /**
     * Returns the remove for a consumer that selects items, if the item is no longer selected after this event. The remove
     * has its own event ID and order: for another consumer, this event can be the insert of the same item.
     */
    public ChangeEvent toRemove() {
        return new ChangeEvent(Operation.REMOVE, key, before, Optional.empty(), source.ofDerivedRemove(), time);
    }

    /** Returns the insert for a consumer that selects items, if the item is selected since this event. */
    public ChangeEvent toInsert() {
        return new ChangeEvent(Operation.INSERT, key, Optional.empty(), after, source, time);
    }
}
