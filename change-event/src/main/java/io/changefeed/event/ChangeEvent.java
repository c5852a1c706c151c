/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.time.Instant;
import java.util.Optional;

/**
 * One insert, modify, remove or snapshot read of one item.
 *
 * @param key of the item
 * @param before the old image; empty when the item did not exist before, the stream's view type has no old images, or
 *     it was left out
 * @param after the new image; empty when the item no longer exists, the stream's view type has no new images, or it was
 *     left out
 * @param time when the connector handed the event over
 */
public record ChangeEvent(
        Operation operation, ItemKey key, Optional<Item> before, Optional<Item> after, Source source, Instant time)
        implements TopicRecord {

    /** @throws IllegalArgumentException when there is an image that the operation cannot have */
    public ChangeEvent {
        if (before.isPresent() && !operation.hasBefore()) {
            throw new IllegalArgumentException("an event with operation " + operation + " has no old image");
        }
        if (after.isPresent() && !operation.hasAfter()) {
            throw new IllegalArgumentException("an event with operation " + operation + " has no new image");
        }
    }

    /** The event without its old image, saying so if it had one. */
    public ChangeEvent withoutBefore() {
        Optional<DroppedImages> dropped = DroppedImages.of(before.isPresent(), false);
        return new ChangeEvent(operation, key, Optional.empty(), after, source.dropping(dropped), time);
    }

    /** The event with its key alone, saying which images it had. */
    public ChangeEvent withoutImages() {
        Optional<DroppedImages> dropped = DroppedImages.of(before.isPresent(), after.isPresent());
        return new ChangeEvent(operation, key, Optional.empty(), Optional.empty(), source.dropping(dropped), time);
    }
}
