/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import io.changefeed.firestore.FirestoreEvents;
import io.changefeed.firestore.name.DocumentId;
import io.changefeed.firestore.name.DocumentNames;
import io.changefeed.firestore.name.PathTemplate;
import io.changefeed.firestore.value.FirestoreValues;
import io.changefeed.firestore.value.NumberMode;
import io.changefeed.firestore.write.DocumentWrite;
import io.changefeed.firestore.write.DocumentWrites;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WriteRequestsTest {
    private static final FirestoreConnection CONNECTION =
            new FirestoreConnection("p", "(default)", Optional.of("localhost:1"), Optional.empty());
    private static final EventResult DELIVERED = new EventResult.Delivered();
    private static final EventResult STALE = new EventResult.Stale();

    @Test
    void requestHasAtMostTheMaximumNumberOfWrites() {
        List<PreparedWrite> writes = writes("key", small(7));

        List<List<PreparedWrite>> requests = WriteRequests.split(writes, 3);

        assertThat(requests).extracting(List::size).containsExactly(3, 3, 1);
        assertThat(requests.stream().flatMap(List::stream)).containsExactlyElementsOf(writes);
        assertThat(WriteRequests.split(writes("key", small(3)), 3)).hasSize(1);
    }

    /** The emulator accepts 4 MiB. A single document is always smaller. */
    @Test
    void requestHasAtMostTheMaximumNumberOfBytes() {
        List<ChangeEvent> events = new ArrayList<>(large(12));
        events.addAll(small(2));

        List<List<PreparedWrite>> requests = WriteRequests.split(writes("key", events), 500);

        assertThat(requests).extracting(List::size).containsExactly(4, 4, 6);
        assertThat(requests)
                .allSatisfy(request -> assertThat(request.stream()
                                .mapToInt(write -> write.write().getSerializedSize())
                                .sum())
                        .isLessThan(4_000_000));
    }

    @Test
    void requestCanHaveExactlyTheMaximumNumberOfBytes() {
        int overhead = size(sized(1, 700_000)) - 700_000;
        int fifth = 4_000_000 / 5 - 4_096 - overhead;

        assertThat(WriteRequests.split(writes("key", sized(5, fifth)), 500)).hasSize(1);
        assertThat(WriteRequests.split(writes("key", sized(5, fifth + 1)), 500))
                .extracting(List::size)
                .containsExactly(4, 1);
    }

    private static int size(List<ChangeEvent> one) {
        return writes("key", one).get(0).write().getSerializedSize();
    }

    @Test
    void laterWriteOfADocumentIsRetried() {
        List<PreparedWrite> writes = writes(
                "md5-concat",
                List.of(
                        FirestoreEvents.insert(FirestoreEvents.key("ab", "c"), "", 1),
                        FirestoreEvents.insert(FirestoreEvents.key("x", "y"), "", 2),
                        FirestoreEvents.insert(FirestoreEvents.key("a", "bc"), "", 3),
                        FirestoreEvents.insert(FirestoreEvents.key("xy", "z"), "", 4)));

        assertThat(WriteRequests.firstOfEachDocument(writes))
                .containsExactly(writes.get(0), writes.get(1), writes.get(3));
        DeliveryResult result =
                WriteRequests.ofAll(writes, new DeliveryResult.PerEvent(List.of(DELIVERED, STALE, DELIVERED)));

        assertThat(((DeliveryResult.PerEvent) result).results())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(DELIVERED),
                        second -> assertThat(second).isEqualTo(STALE),
                        third -> assertThat(third)
                                .isInstanceOfSatisfying(
                                        EventResult.Retry.class,
                                        retry -> assertThat(retry.reason())
                                                .isEqualTo("another item is written to the same document")),
                        fourth -> assertThat(fourth).isEqualTo(DELIVERED));
    }

    @Test
    void resultOfTheWholeDeliveryIsThatOfLaterWritesToo() {
        DeliveryResult unavailable = DeliveryResult.Unavailable.ofDestination("u");

        assertThat(WriteRequests.ofAll(writes("key", small(2)), unavailable)).isEqualTo(unavailable);
    }

    @Test
    void noRequestIsSentWithoutWrites() {
        assertThat(WriteRequests.split(List.of(), 500)).isEmpty();
    }

    @Test
    void resultsOfEventsAreInTheOrderOfTheWrites() {
        DeliveryResult result = WriteRequests.combine(List.of(
                new DeliveryResult.PerEvent(List.of(DELIVERED, STALE)),
                new DeliveryResult.PerEvent(List.of(DELIVERED))));

        assertThat(result).isEqualTo(new DeliveryResult.PerEvent(List.of(DELIVERED, STALE, DELIVERED)));
    }

    @Test
    void mostSevereResultOfARequestIsTheResultOfTheDelivery() {
        DeliveryResult perEvent = DeliveryResult.PerEvent.of(1, DELIVERED);
        DeliveryResult unavailable = DeliveryResult.Unavailable.ofDestination("u");
        DeliveryResult rejected = new DeliveryResult.Rejected("r");
        DeliveryResult fatal = new DeliveryResult.Fatal("f");

        assertThat(WriteRequests.combine(List.of(perEvent, unavailable, rejected, fatal)))
                .isEqualTo(fatal);
        assertThat(WriteRequests.combine(List.of(perEvent, unavailable, rejected, perEvent)))
                .isEqualTo(rejected);
        assertThat(WriteRequests.combine(List.of(perEvent, unavailable, perEvent, perEvent)))
                .isEqualTo(unavailable);
        assertThat(WriteRequests.combine(List.of(perEvent, perEvent, perEvent, perEvent)))
                .isEqualTo(DeliveryResult.PerEvent.of(4, DELIVERED));
    }

    private static List<PreparedWrite> writes(String documentId, List<ChangeEvent> events) {
        DocumentWrites writes = new DocumentWrites(
                new DocumentNames(new PathTemplate("${table}"), DocumentId.parse(documentId)),
                new FirestoreValues(NumberMode.PRECISE),
                true,
                Optional.empty(),
                Optional.empty());
        return events.stream()
                .map(event -> {
                    DocumentWrite write = writes.of(event);
                    return new PreparedWrite(
                            write.document(),
                            WriteProtos.write(write, CONNECTION),
                            event.source().order());
                })
                .toList();
    }

    private static List<ChangeEvent> small(int events) {
        return IntStream.range(0, events)
                .mapToObj(i -> FirestoreEvents.insert(FirestoreEvents.key("small", "" + i), "", i))
                .toList();
    }

    private static List<ChangeEvent> large(int events) {
        return sized(events, 900_000);
    }

    private static List<ChangeEvent> sized(int events, int characters) {
        return IntStream.range(0, events)
                .mapToObj(i -> FirestoreEvents.insert(
                        FirestoreEvents.key("large", "" + i), "\"a\":{\"S\":\"" + "x".repeat(characters) + "\"}", i))
                .toList();
    }
}
