/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.stream.Rotation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Transient failures of AWS calls, and restarts of the broker. */
class BrokenCallsIT {
    private static final int CHANGES = 5_000;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(TestRounds.SEEDS)
    void everyChangeIsPublishedOnceWhenCallsFailAndTheBrokerIsKilled(long seed) {
        try (FaultTestBed testBed = FaultTestBed.start(seed)) {
            SimulatedTable table = testBed.table("orders", 2);
            table.rotation(Rotation.every(300).splittingEvery(5));
            testBed.read(List.of(table), Map.of());
            testBed.simulator()
                    .inject(FaultRule.always(Fault.error(ErrorType.THROTTLING)).share(0.1));
            testBed.simulator()
                    .inject(FaultRule.always(Fault.error(ErrorType.INTERNAL_SERVER_ERROR))
                            .share(0.05));
            testBed.simulator().inject(FaultRule.always(Fault.cutHalfWay()).share(0.05));
            testBed.simulator().inject(FaultRule.always(Fault.cut()).share(0.05));
            BackgroundWrites writes = BackgroundWrites.start(table, CHANGES, 100, 600);

            writes.awaitRead(CHANGES / 3);
            testBed.stack().broker().kill();
            testBed.stack().broker().start();
            writes.awaitRead(2 * CHANGES / 3);
            testBed.stack().broker().stop();
            testBed.stack().broker().start();
            writes.awaitEnd();

            try (PublishedTable published = testBed.published(table)) {
                System.out.println("broken calls, seed " + seed + ": " + published.stopAndAssertExactlyOnce() + ", "
                        + testBed.simulator().counts());
            }
        }
    }
}
