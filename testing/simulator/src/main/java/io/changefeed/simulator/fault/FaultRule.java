/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

import io.changefeed.simulator.protocol.Operation;
import java.util.Optional;

/**
 * The calls that a fault applies to.
 *
 * @param operation empty for all
 * @param table the table whose calls it applies to, including calls on its streams; empty for all
 * @param times the number of calls that it applies to
 * @param share the share of the matching calls that it applies to, from 0 to 1
 */
public record FaultRule(Fault fault, Optional<Operation> operation, Optional<String> table, long times, double share) {
    public FaultRule {
        if (times < 1 || share < 0 || share > 1) {
            throw new IllegalArgumentException(
                    "times must be at least 1 and share 0 to 1, not " + times + " and " + share);
        }
    }

    /** Applies a fault to all calls until the faults are cleared. */
    public static FaultRule always(Fault fault) {
        return new FaultRule(fault, Optional.empty(), Optional.empty(), Long.MAX_VALUE, 1);
    }

    boolean matches(Operation called, Optional<String> calledTable) {
        return (operation.isEmpty() || operation.get() == called) && (table.isEmpty() || table.equals(calledTable));
    }

    public FaultRule on(Operation called) {
        return new FaultRule(fault, Optional.of(called), table, times, share);
    }

    public FaultRule onTable(String name) {
        return new FaultRule(fault, operation, Optional.of(name), times, share);
    }

    /** Applies the fault to the next {@code calls} calls. */
    public FaultRule times(long calls) {
        return new FaultRule(fault, operation, table, calls, share);
    }

    public FaultRule share(double part) {
        return new FaultRule(fault, operation, table, times, part);
    }
}
