/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.Lists;
import com.google.firestore.v1.Document;
import io.changefeed.benchmarks.measure.BareLoop;
import io.changefeed.benchmarks.measure.Orders;
import io.changefeed.localstack.FirestoreEmulator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Skipped if no emulator is installed. */
class EmulatorTest {
    private static final Duration LATENCY = Duration.ofMillis(100);

    private static Optional<Emulator> emulator = Optional.empty();

    @BeforeAll
    static void start() {
        assumeTrue(FirestoreEmulator.find().isPresent(), "no Firestore emulator is installed");
        emulator = Optional.of(Emulator.start(LATENCY));
    }

    @AfterAll
    static void end() {
        emulator.ifPresent(Emulator::close);
    }

    @Test
    void bareLoopWritesRevisionsInOrderWithLatency() {
        // These documents include the sampled ones.
        List<Document> documents = IntStream.range(0, Orders.ITEMS / 10)
                .mapToObj(number -> Document.newBuilder()
                        .setName(Database.resource(10 * number))
                        .build())
                .toList();
        Database near = emulator.orElseThrow().database();
        assertThat(near.written()).isZero();
        long start = System.nanoTime();
        try (Database far = new Database(emulator.orElseThrow().host());
                BareLoop<List<Document>> loop = BareLoop.start(Lists.partition(documents, 100), 2, far::writeRevised)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> near.written() >= 3 * Orders.ITEMS);
            loop.requireNotFailed();
        }

        assertThat(near.documents()).hasSize(documents.size()).allMatch(document -> Database.revision(document) >= 2);
        // Ten requests for each revision, two at a time.
        assertThat(System.nanoTime() - start).isGreaterThan(3 * 5 * LATENCY.toNanos());
    }
}
