/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.service.DynamoDb;
import java.time.Duration;
import java.util.Map;

/** Commands about the service as a whole. */
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

    /** Ends all faults, cuts the connections of the calls that hang and sends the responses that are held. */
    public record ClearFaults() implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            db.faults().clear();
            return new NoResult();
        }
    }

    /** Gives the streams that are enabled from now on sequence numbers of this many digits, starting low. */
    public record NumberWithDigits(int digits) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            db.number(digits);
            return new NoResult();
        }
    }

    /** Counts calls, error responses and held responses. */
    public record Count() implements Command<Count.Counts> {
        /**
         * Calls by operation, whatever their outcome, and error responses by type.
         *
         * @param held responses that were, or still are, held
         */
        public record Counts(Map<Operation, Long> calls, Map<ErrorType, Long> errors, long held) {
            /** Zero when there was none. */
            public long calls(Operation operation) {
                return calls.getOrDefault(operation, 0L);
            }

            /** Zero when there was none. */
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
