/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import io.changefeed.event.ChangeEvent;
import java.util.function.UnaryOperator;

/** Action for an event that is larger than {@code max.event.bytes}: {@code on.oversize}. */
public enum OversizePolicy {
    /** Fail the task. */
    FAIL("fail", UnaryOperator.identity()),
    /** Drop the old image. */
    DROP_BEFORE("drop-before", ChangeEvent::withoutBefore),
    /** Drop both images. */
    KEYS_ONLY("keys-only", ChangeEvent::withoutImages);

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // stateless functions
    private final UnaryOperator<ChangeEvent> reduction;

    OversizePolicy(String text, UnaryOperator<ChangeEvent> reduction) {
        this.text = text;
        this.reduction = reduction;
    }

    /** The value of the property. */
    public String text() {
        return text;
    }

    /** Drops images of an event; the result can still be too large. */
    public ChangeEvent reduce(ChangeEvent event) {
        return reduction.apply(event);
    }
}
