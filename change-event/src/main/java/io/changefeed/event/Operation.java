/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The operation of a change event, with Debezium's codes. */
public enum Operation {
    INSERT("c"),
    MODIFY("u"),
    REMOVE("d"),
    /** A snapshot read. */
    READ("r");

    private static final Map<String, Operation> BY_CODE =
            Arrays.stream(values()).collect(toUnmodifiableMap(Operation::code, identity()));

    private final String code;

    Operation(String code) {
        this.code = code;
    }

    /** Returns the value of the field {@code op}. */
    public String code() {
        return code;
    }

    /** Returns the operation with this code; empty if there is none. */
    public static Optional<Operation> ofCode(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /** Whether the event can have an old image: true for modify and remove. */
    public boolean hasBefore() {
        return this == MODIFY || this == REMOVE;
    }

    /** Whether the event can have a new image: true for all operations except remove. */
    public boolean hasAfter() {
        return this != REMOVE;
    }
}
