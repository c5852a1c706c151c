/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.service.DynamoDb;
import java.time.Duration;
import java.util.Map;

/** Commands for the whole service. */
public final class ServiceCommands {
    private ServiceCommands() {}

    /** Advances the clock. */
    public record Advance(Duration time) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            db.clock().advance(time);
            return new NoResult();
        }
    }

    /** Injects a fault. */
    public record Inject(FaultRule rule) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            db.faults().inject(rule);
            return new NoResult();
        }
    }

    /** Ends all faults, cuts the connections of hanging calls and sends held responses. */
    public record ClearFaults() implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            db.faults().clear();
            return new NoResult();
        }
    }

    /** Sets the number of digits of the sequence numbers of streams that are enabled from now on. */
    public record NumberWithDigits(int digits) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            db.setSequenceNumberDigits(digits);
            return new NoResult();
        }
    }

    /** Counts calls, error responses and held responses. */
    public record Count() implements Command<Count.Counts> {
        /**
         * Calls by operation, including failed ones, and error responses by type.
         *
         * @param held the number of responses that were held, including those that still are
         */
        public record Counts(Map<Operation, Long> calls, Map<ErrorType, Long> errors, long held) {
            /** Returns the number of calls of an operation. */
            public long calls(Operation operation) {
                return calls.getOrDefault(operation, 0L);
            }

            /** Returns the number of error responses of a type. */
            public long errors(ErrorType type) {
                return errors.getOrDefault(type, 0L);
            }
        }

        @Override
        public Counts run(DynamoDb db) {
            return new Counts(db.calls().made(), db.calls().errors(), db.calls().held());
        }
    }
}
