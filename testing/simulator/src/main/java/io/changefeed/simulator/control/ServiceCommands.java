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

    /** Puts the clock forward. */
    public record Advance(Duration time) implements Command<Done> {
        @Override
        public Done run(DynamoDb db) {
            db.clock().advance(time);
            return new Done();
        }
    }

    /** Injects a fault. */
    public record Inject(FaultRule rule) implements Command<Done> {
        @Override
        public Done run(DynamoDb db) {
            db.faults().inject(rule);
            return new Done();
        }
    }

    /** Ends all faults, cuts the connections of the calls that hang and sends the answers that are held. */
    public record ClearFaults() implements Command<Done> {
        @Override
        public Done run(DynamoDb db) {
            db.faults().clear();
            return new Done();
        }
    }

    /** Gives the streams that are enabled from now on sequence numbers of this many digits, starting low. */
    public record NumberWithDigits(int digits) implements Command<Done> {
        @Override
        public Done run(DynamoDb db) {
            db.number(digits);
            return new Done();
        }
    }

    /** Says how often what was called, refused and held. */
    public record Count() implements Command<Count.Counts> {
        /**
         * Calls by operation, whatever became of them, and error answers by type.
         *
         * @param held answers that were, or still are, held
         */
        public record Counts(Map<Operation, Long> calls, Map<ErrorType, Long> refusals, long held) {
            /** Zero when there was none. */
            public long calls(Operation operation) {
                return calls.getOrDefault(operation, 0L);
            }

            /** Zero when there was none. */
            public long refusals(ErrorType type) {
                return refusals.getOrDefault(type, 0L);
            }
        }

        @Override
        public Counts run(DynamoDb db) {
            return new Counts(
                    db.calls().made(), db.calls().refused(), db.calls().held());
        }
    }
}
