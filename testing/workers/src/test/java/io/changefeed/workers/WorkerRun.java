/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import com.fasterxml.jackson.databind.JsonNode;
import io.changefeed.testing.DeliveryCounts;
import java.util.Set;

/**
 * What a worker has delivered.
 *
 * @param scannedPlugins the plugins that it found by scanning
 * @param loadedPlugins the plugins that it found by their service manifests
 * @param metrics the names of the metrics while all connectors run
 * @param statusLogged the connectors that logged a status line
 * @param published the events in Kafka
 * @param posted the events that the webhook received
 * @param served the events that a subscriber of the gRPC fan-out received
 * @param flatRows the rows that the transform wrote, compared with the events
 * @param plainPublished the events in Kafka, written by a worker that allows no overrides
 * @param plainPosted the events that the webhook received from a worker that allows no overrides
 * @param overrideValidation the response of a worker that allows no overrides
 */
record WorkerRun(
        WorkerStack stack,
        Set<String> scannedPlugins,
        Set<String> loadedPlugins,
        PluginMetricNames metrics,
        Set<String> statusLogged,
        DeliveryCounts published,
        DeliveryCounts posted,
        DeliveryCounts served,
        DeliveryCounts flatRows,
        DeliveryCounts plainPublished,
        DeliveryCounts plainPosted,
        JsonNode overrideValidation) {

    /**
     * Runs all connectors in a worker.
     *
     * @param kills how often the worker is killed
     */
    static WorkerRun of(WorkerStack stack, int kills) {
        Set<String> scanned = stack.plugins();
        DemoRun demo = new DemoRun(stack);
        demo.createConnectors();
        for (int kill = 0; kill < kills; kill++) {
            demo.changeAndKill();
        }
        Set<String> loaded = stack.plugins();
        demo.awaitDeliveries();
        PluginMetricNames metrics = PluginMetricNames.of(stack.worker());
        demo.stopSources();
        DeliveryCounts published = demo.published();
        DeliveryCounts posted = demo.posted();
        DeliveryCounts served = demo.served();
        DeliveryCounts flatRows = demo.flatRows();
        demo.stopSinks();
        Set<String> statusLogged = stack.statusLogged();
        PlainRun plain = new PlainRun(stack);
        plain.createConnectors();
        for (int kill = 0; kill < kills; kill++) {
            plain.changeAndKill();
        }
        plain.awaitDeliveries();
        return new WorkerRun(
                stack,
                scanned,
                loaded,
                metrics,
                statusLogged,
                published,
                posted,
                served,
                flatRows,
                plain.published(),
                plain.posted(),
                plain.validateOverride());
    }

    @Override
    public String toString() {
        return published.written() + " changes: into Kafka " + text(published) + "; webhook " + text(posted)
                + "; gRPC subscriber " + text(served) + "; rows of FlattenItem " + text(flatRows)
                + "; read models and Firestore equal the tables. Overrides not allowed, " + plainPublished.written()
                + " changes: into Kafka " + text(plainPublished) + "; webhook " + text(plainPosted);
    }

    private static String text(DeliveryCounts counts) {
        return "lost " + counts.lost() + ", doubled " + counts.duplicates() + ", out of order "
                + (counts.reordered() + counts.stale());
    }
}
