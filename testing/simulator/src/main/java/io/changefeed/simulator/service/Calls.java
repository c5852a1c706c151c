/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import java.util.EnumMap;
import java.util.Map;

/** How often what was called, refused and held. */
public final class Calls {
    private final Map<Operation, Long> made = new EnumMap<>(Operation.class);
    private final Map<ErrorType, Long> refused = new EnumMap<>(ErrorType.class);
    private long held;

    /** Calls by operation, those included that were refused or met a fault. */
    public Map<Operation, Long> made() {
        return Map.copyOf(made);
    }

    /** Error answers by type. */
    public Map<ErrorType, Long> refused() {
        return Map.copyOf(refused);
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

    public void count(ErrorType refusal) {
        refused.merge(refusal, 1L, Long::sum);
    }
}
