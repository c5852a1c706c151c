/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.Arrays;
import java.util.Optional;

/**
 * The images that the connector dropped because the event was too large. Images that the view type of the stream does not
 * include are not dropped.
 */
public enum DroppedImages {
    BEFORE("before"),
    AFTER("after"),
    BOTH("both");

    private final String text;

    DroppedImages(String text) {
        this.text = text;
    }

    /** Returns the value of {@code source.dropped_images}. */
    public String text() {
        return text;
    }

    /** Returns the constant with this text; empty if there is none. */
    public static Optional<DroppedImages> parse(String text) {
        return Arrays.stream(values()).filter(d -> d.text.equals(text)).findFirst();
    }

    /** Returns the constant for these images; empty for none. */
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
