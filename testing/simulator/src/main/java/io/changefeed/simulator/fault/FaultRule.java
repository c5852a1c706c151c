/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The calls that a fault applies to.
 *
 * @param operation empty for all
 * @param table the name or the ARN of the table whose calls it applies to, including calls on its streams; empty for
 *     all. A name applies to the tables of all accounts
 * @param page the page of a shard listing (DescribeStream) that it applies to, from 1; empty for all calls
 * @param times the number of calls that it applies to
 * @param share the share of the matching calls that it applies to, from 0 to 1
 * @param duration how long it applies after its injection, by the clock of the simulator; empty until the faults are
 *     cleared
 * @param beyond the rate of calls that it does not apply to; empty if it applies at every rate
 */
public record FaultRule(
        Fault fault,
        Optional<Operation> operation,
        Optional<String> table,
        Optional<Integer> page,
        long times,
        double share,
        Optional<Duration> duration,
        Optional<RateLimit> beyond) {
    /**
     * The limits of AWS that a stream reader can reach: 10 DescribeStream calls a second in an account (API Reference,
     * DescribeStream), and 5 GetRecords calls a second for a shard, the number at which a shard is read completely
     * (Kinesis API Reference, GetRecords). Calls beyond them have a ThrottlingException and a LimitExceededException.
     */
    public static final List<FaultRule> AWS_LIMITS = List.of(
            always(Fault.error(ErrorType.THROTTLING))
                    .on(Operation.DESCRIBE_STREAM)
                    .beyond(new RateLimit(10, RateLimit.Scope.ACCOUNT)),
            always(Fault.error(ErrorType.LIMIT_EXCEEDED))
                    .on(Operation.GET_RECORDS)
                    .beyond(new RateLimit(5, RateLimit.Scope.SHARD)));

    public FaultRule {
        if (times < 1 || share < 0 || share > 1) {
            throw new IllegalArgumentException(
                    "times must be at least 1 and share 0 to 1, not " + times + " and " + share);
        }
    }

    /** Applies a fault to all calls until the faults are cleared. */
    public static FaultRule always(Fault fault) {
        return new FaultRule(
                fault,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                1,
                Optional.empty(),
                Optional.empty());
    }

    boolean matches(Call call) {
        return (operation.isEmpty() || operation.get() == call.operation())
                && (page.isEmpty() || page.equals(call.page()))
                && (table.isEmpty()
                        || call.table()
                                .filter(name -> name.table().equals(table.get())
                                        || name.arn().equals(table.get()))
                                .isPresent());
    }

    public FaultRule on(Operation called) {
        return new FaultRule(fault, Optional.of(called), table, page, times, share, duration, beyond);
    }

    public FaultRule onTable(String nameOrArn) {
        return new FaultRule(fault, operation, Optional.of(nameOrArn), page, times, share, duration, beyond);
    }

    /** Applies the fault to DescribeStream calls for this page of a listing, from 1. */
    public FaultRule onPage(int number) {
        return new FaultRule(fault, operation, table, Optional.of(number), times, share, duration, beyond);
    }

    /** Applies the fault to the next {@code calls} calls. */
    public FaultRule times(long calls) {
        return new FaultRule(fault, operation, table, page, calls, share, duration, beyond);
    }

    public FaultRule share(double part) {
        return new FaultRule(fault, operation, table, page, times, part, duration, beyond);
    }

    /** Applies the fault for this time after its injection, by the clock of the simulator. */
    public FaultRule lasting(Duration time) {
        return new FaultRule(fault, operation, table, page, times, share, Optional.of(time), beyond);
    }

    /** Applies the fault to the calls beyond a rate only. */
    public FaultRule beyond(RateLimit rate) {
        return new FaultRule(fault, operation, table, page, times, share, duration, Optional.of(rate));
    }
}
