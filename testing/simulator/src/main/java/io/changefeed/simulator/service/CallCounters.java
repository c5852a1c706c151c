/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import java.util.EnumMap;
import java.util.Map;

/** Counts calls, error responses and held responses. */
public final class CallCounters {
    private final Map<Operation, Long> made = new EnumMap<>(Operation.class);
    private final Map<ErrorType, Long> errors = new EnumMap<>(ErrorType.class);
    private long held;

    /** The number of calls by operation, including those with errors or faults. */
    public Map<Operation, Long> made() {
        return Map.copyOf(made);
    }

    /** The number of error responses by type. */
    public Map<ErrorType, Long> errors() {
        return Map.copyOf(errors);
    }

    /** The number of responses that were held, including those that still are. */
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
