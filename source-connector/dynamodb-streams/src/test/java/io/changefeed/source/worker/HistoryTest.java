/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import io.changefeed.simulator.Simulator;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.faults.TestRounds;
import io.changefeed.source.stream.StreamClient;
import io.changefeed.testing.RandomInputs;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every change of every item is delivered, regardless of rotations, restarts and crashes. Histories mostly wait, so
 * several run in parallel.
 */
class HistoryTest {
    private static final int PARALLEL = 24;

    private static final int ROUNDS = TestRounds.MANY ? 20 : 2;

    private static final ExecutorService THREADS = Executors.newFixedThreadPool(PARALLEL);

    @SuppressWarnings("NullAway.Init") // set by JUnit
    private static Simulator simulator;

    @SuppressWarnings("NullAway.Init")
    private static AwsClients clients;

    @BeforeAll
    static void start() throws IOException {
        simulator = Simulator.start();
        clients = new AwsClients(new SourceConfig(SourceTestBed.config(simulator, "any-table", Map.of())).aws(), 3);
    }

    @AfterAll
    static void stop() {
        THREADS.shutdownNow();
        clients.close();
        simulator.close();
    }

    @Test
    void nothingIsLostAndReplaysAreInOrder() {
        run(false, DeliveryReport::requireReplaysInOrder);
    }

    @Test
    void everyChangeIsDeliveredOnceWithExactlyOnce() {
        run(true, DeliveryReport::requireExactlyOnce);
    }

    private static void run(boolean exactlyOnce, Consumer<DeliveryReport> check) {
        StreamClient streams = new StreamClient(clients.streams());
        RandomInputs.check(ROUNDS, in -> {
            List<History> histories =
                    Stream.generate(() -> History.random(in)).limit(PARALLEL).toList();
            List<CompletableFuture<Void>> runs = histories.stream()
                    .map(history ->
                            CompletableFuture.runAsync(() -> run(history, streams, exactlyOnce, check), THREADS))
                    .toList();
            runs.forEach(CompletableFuture::join);
        });
    }

    private static void run(
            History history, StreamClient streams, boolean exactlyOnce, Consumer<DeliveryReport> check) {
        try {
            check.accept(history.play(simulator, streams, exactlyOnce));
        } catch (Throwable e) {
            throw new AssertionError(history + " " + e.getMessage(), e);
        }
    }
}
