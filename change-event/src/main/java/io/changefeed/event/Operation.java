/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.Arrays;
import java.util.Optional;

/** What happened to an item. The codes are those of Debezium's envelopes. */
public enum Operation {
    INSERT("c"),
    MODIFY("u"),
    REMOVE("d"),
    /** A snapshot read: the item as a scan found it. */
    READ("r");

    private final String code;

    Operation(String code) {
        this.code = code;
    }

    /** The one-letter code that stands in the event's field {@code op}. */
    public String code() {
        return code;
    }

    /** The operation with this code; empty when there is none. */
    public static Optional<Operation> ofCode(String code) {
        return Arrays.stream(values()).filter(op -> op.code.equals(code)).findFirst();
    }

    /** Whether the item existed before this operation, as far as the event tells: true for modify and remove. */
    public boolean hasBefore() {
        return this == MODIFY || this == REMOVE;
    }

    /** Whether the item exists after this operation: true for all but remove. */
    public boolean hasAfter() {
        return this != REMOVE;
    }
}
