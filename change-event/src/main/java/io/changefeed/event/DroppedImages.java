/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.Arrays;
import java.util.Optional;

/**
 * Which images of an event the connector left out because the event was too large. An image that the stream's view type
 * does not have was not left out.
 */
public enum DroppedImages {
    BEFORE("before"),
    AFTER("after"),
    BOTH("both");

    private final String text;

    DroppedImages(String text) {
        this.text = text;
    }

    /** The text that stands in {@code source.dropped_images}. */
    public String text() {
        return text;
    }

    /** The constant with this text; empty when there is none. */
    public static Optional<DroppedImages> parse(String text) {
        return Arrays.stream(values()).filter(d -> d.text.equals(text)).findFirst();
    }

    /** The constant for these images; empty for none. */
    static Optional<DroppedImages> of(boolean before, boolean after) {
        if (before && after) {
            return Optional.of(BOTH);
        }
        if (before) {
            return Optional.of(BEFORE);
        }
        return after ? Optional.of(AFTER) : Optional.empty();
    }
}
