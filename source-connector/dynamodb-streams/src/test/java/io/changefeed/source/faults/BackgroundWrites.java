/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static org.awaitility.Awaitility.await;

import io.changefeed.simulator.SimulatedTable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Random changes of a table, written in the background, at most so many ahead of what the connector has read. */
final class BackgroundWrites {
    private static final int PORTION = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final SimulatedTable table;
    private final CompletableFuture<Void> writing;

    /**
     * Begins to write.
     *
     * @param changes how many records are to come of it; a few more may
     * @param items how many different items are written to
     */
    static BackgroundWrites start(SimulatedTable table, int changes, int items, int ahead) {
        return new BackgroundWrites(table, changes, items, ahead);
    }

    private BackgroundWrites(SimulatedTable table, int changes, int items, int ahead) {
        this.table = table;
        this.writing = CompletableFuture.runAsync(() -> {
            int written = 0;
            while (written < changes) {
                awaitRead(written - ahead);
                written += table.generate(PORTION, items);
            }
        });
    }

    /** Waits until the connector has fetched so many records, which says nothing of where they are by now. */
    void awaitRead(int count) {
        await("records read of " + table.name())
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> table.report().served() >= count);
    }

    /** Waits until everything has been written. */
    void end() {
        writing.join();
    }
}
