/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import java.util.EnumMap;
import java.util.Map;

/** How often what was called, errors and held. */
public final class CallCounters {
    private final Map<Operation, Long> made = new EnumMap<>(Operation.class);
    private final Map<ErrorType, Long> errors = new EnumMap<>(ErrorType.class);
    private long held;

    /** CallCounters by operation, those included that were errors or met a fault. */
    public Map<Operation, Long> made() {
        return Map.copyOf(made);
    }

    /** Error responses by type. */
    public Map<ErrorType, Long> errors() {
        return Map.copyOf(errors);
    }

    /** Answers that were, or still are, held. */
    public long held() {
        return held;
    }

    public void countHeld() {
        held++;
    }

    public void count(Operation operation) {
        made.merge(operation, 1L, Long::sum);
    }

    public void count(ErrorType error) {
        errors.merge(error, 1L, Long::sum);
    }
}
