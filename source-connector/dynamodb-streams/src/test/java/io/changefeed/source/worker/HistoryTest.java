/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import io.changefeed.simulator.Simulator;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.stream.StreamClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever happens to shards, tasks, connector and worker, every item's changes arrive as they should. Histories wait
 * more than they work, so several happen at a time.
 */
class HistoryTest {
    private static final int AT_A_TIME = 24;

    @SuppressWarnings("NullAway.Init") // jqwik calls start first
    private static Simulator simulator;

    @SuppressWarnings("NullAway.Init")
    private static AwsClients clients;

    private static final ExecutorService THREADS = Executors.newFixedThreadPool(AT_A_TIME);

    @BeforeContainer
    static void start() throws IOException {
        simulator = Simulator.start();
        clients = new AwsClients(new SourceConfig(SourceTestBed.config(simulator, "any-table", Map.of())).aws(), 3);
    }

    @AfterContainer
    static void end() {
        THREADS.shutdownNow();
        clients.close();
        simulator.close();
    }

    @Provide
    Arbitrary<List<History>> histories() {
        return History.any().list().ofSize(AT_A_TIME);
    }

    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void nothingIsLostAndAReplayIsASuffixInOrder(@ForAll("histories") List<History> histories) {
        play(histories, false, DeliveryReport::requireReplaysInOrder);
    }

    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void everyChangeArrivesOnceWhereOffsetsAreCommittedWithTheRecords(@ForAll("histories") List<History> histories) {
        play(histories, true, DeliveryReport::requireExactlyOnce);
    }

    private static void play(List<History> histories, boolean exactlyOnce, Consumer<DeliveryReport> law) {
        StreamClient streams = new StreamClient(clients.streams());
        List<CompletableFuture<Void>> played = histories.stream()
                .map(history -> CompletableFuture.runAsync(
                        () -> {
                            try {
                                law.accept(history.play(simulator, streams, exactlyOnce));
                            } catch (Throwable e) {
                                throw new AssertionError(history + " " + e.getMessage(), e);
                            }
                        },
                        THREADS))
                .toList();
        played.forEach(CompletableFuture::join);
    }
}
