/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static org.awaitility.Awaitility.await;

import io.changefeed.simulator.SimulatedTable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Writes random changes to a table in the background, with a limit on the changes that the connector has not read yet. */
final class BackgroundWrites {
    private static final int BATCH = 50;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final SimulatedTable table;
    private final CompletableFuture<Void> writing;

    /**
     * Starts writing.
     *
     * @param changes the minimum number of stream records to create
     * @param items the number of different items
     * @param ahead the maximum number of changes that the connector has not read yet
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
                written += table.generate(BATCH, items);
            }
        });
    }

    /** Waits until the connector has read this many records. They may not be published yet. */
    void awaitRead(int count) {
        await("records read of " + table.name())
                .atMost(TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> table.report().served() >= count);
    }

    /** Waits until all changes are written. */
    void awaitEnd() {
        writing.join();
    }
}
