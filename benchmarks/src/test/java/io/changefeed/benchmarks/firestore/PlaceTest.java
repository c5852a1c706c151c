/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.firestore.v1.Document;
import io.changefeed.benchmarks.Orders;
import io.changefeed.localstack.FirestoreEmulator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where an emulator is installed. */
class PlaceTest {
    private static final Duration LATENCY = Duration.ofMillis(100);

    private static Optional<Place> place = Optional.empty();

    @BeforeAll
    static void start() {
        assumeTrue(FirestoreEmulator.find().isPresent(), "no Firestore emulator is installed");
        place = Optional.of(Place.start(LATENCY));
    }

    @AfterAll
    static void end() {
        place.ifPresent(Place::close);
    }

    @Test
    void bareLoopWritesRevisionsInOrderWithLatency() {
        // Those that are looked at are among them.
        List<Document> documents = IntStream.range(0, Orders.ITEMS / 10)
                .mapToObj(number -> Document.newBuilder()
                        .setName(Database.resource(10 * number))
                        .build())
                .toList();
        Database near = place.orElseThrow().database();
        assertThat(near.written()).isZero();
        long start = System.nanoTime();
        try (Database far = new Database(place.orElseThrow().host());
                BareLoop loop = BareLoop.start(far, documents, 100, 2)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> near.written() >= 3 * Orders.ITEMS);
            loop.requireNotFailed();
        }

        assertThat(near.documents()).hasSize(documents.size()).allMatch(document -> Database.revision(document) >= 2);
        // Ten requests for each revision, two at a time.
        assertThat(System.nanoTime() - start).isGreaterThan(3 * 5 * LATENCY.toNanos());
    }
}
