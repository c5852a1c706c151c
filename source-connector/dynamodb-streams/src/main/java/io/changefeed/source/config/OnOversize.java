/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import io.changefeed.event.ChangeEvent;
import java.util.function.UnaryOperator;

/** What becomes of an event that is larger than {@code max.event.bytes}: {@code on.oversize}. */
public enum OnOversize {
    /** The task fails, so that a person decides. */
    FAIL("fail", UnaryOperator.identity()),
    /** The old image is left out. */
    DROP_BEFORE("drop-before", ChangeEvent::withoutBefore),
    /** Both images are left out. */
    KEYS_ONLY("keys-only", ChangeEvent::withoutImages);

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final UnaryOperator<ChangeEvent> reduction;

    OnOversize(String text, UnaryOperator<ChangeEvent> reduction) {
        this.text = text;
        this.reduction = reduction;
    }

    /** The text that stands in a configuration. */
    public String text() {
        return text;
    }

    /** What may be left of an event; it may still be too large. */
    public ChangeEvent reduce(ChangeEvent event) {
        return reduction.apply(event);
    }
}
