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
import io.changefeed.firestore.write.DocumentWrites;
import io.changefeed.firestore.write.WriteMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final FirestoreConnection CONNECTION =
            new FirestoreConnection("p", "(default)", Optional.of("localhost:1"), Optional.empty());
    private static final EventResult DELIVERED = new EventResult.Delivered();
    private static final EventResult STALE = new EventResult.Stale();

    @Test
    void aRequestHasAsManyWritesAsAreTakenAtOnce() {
        Plan plan = plan("key", 3, small(7));

        assertThat(plan.requests()).extracting(List::size).containsExactly(3, 3, 1);
        assertThat(plan.requests().stream().flatMap(List::stream).map(EventWrite::event))
                .containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(plan("key", 3, small(3)).requests()).hasSize(1);
    }

    /** The emulator takes 4 MiB, with what is beside the writes; a document alone is always smaller. */
    @Test
    void aRequestHasNotMoreBytesThanAreTakenAtOnce() {
        List<ChangeEvent> events = new ArrayList<>(large(12));
        events.addAll(small(2));

        Plan plan = plan("key", 500, events);

        assertThat(plan.requests()).extracting(List::size).containsExactly(4, 4, 6);
        assertThat(plan.requests())
                .allSatisfy(request -> assertThat(request.stream()
                                .mapToInt(write -> write.write().getSerializedSize())
                                .sum())
                        .isLessThan(4_000_000));
    }

    @Test
    void whatIsJustTheMostOfBytesIsOneRequest() {
        int beside = size(sized(1, 700_000)) - 700_000;
        int fifth = 4_000_000 / 5 - 4_096 - beside;

        assertThat(plan("key", 500, sized(5, fifth)).requests()).hasSize(1);
        assertThat(plan("key", 500, sized(5, fifth + 1)).requests())
                .extracting(List::size)
                .containsExactly(4, 1);
    }

    private static int size(List<ChangeEvent> one) {
        return plan("key", 500, one).requests().get(0).get(0).write().getSerializedSize();
    }

    @Test
    void anEventThatIsNotWrittenHasItsOutcomeAmongThoseOfTheOthers() {
        ChangeEvent bad = FirestoreEvents.insert(
                FirestoreEvents.key("c", "bad"), "\"" + "n".repeat(1_501) + "\":{\"S\":\"\"}", 1);
        Plan plan = plan("key", 2, List.of(small(1).get(0), bad, small(2).get(1), small(3).get(2)));

        DeliveryResult answer = plan.answer(List.of(
                new DeliveryResult.PerEvent(List.of(DELIVERED, STALE)),
                new DeliveryResult.PerEvent(List.of(DELIVERED))));

        assertThat(((DeliveryResult.PerEvent) answer).results())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(DELIVERED),
                        second -> assertThat(second)
                                .isInstanceOfSatisfying(
                                        EventResult.Rejected.class,
                                        rejected ->
                                                assertThat(rejected.reason()).startsWith("after['nnn")),
                        third -> assertThat(third).isEqualTo(STALE),
                        fourth -> assertThat(fourth).isEqualTo(DELIVERED));
    }

    @Test
    void theSecondOfTwoItemsThatShareADocumentComesAgain() {
        Plan plan = plan(
                "md5-concat",
                500,
                List.of(
                        FirestoreEvents.insert(FirestoreEvents.key("ab", "c"), "", 1),
                        FirestoreEvents.insert(FirestoreEvents.key("a", "bc"), "", 2)));

        assertThat(plan.requests())
                .singleElement()
                .satisfies(request ->
                        assertThat(request).extracting(EventWrite::event).containsExactly(0));
        assertThat(plan.settled().get(1)).isInstanceOfSatisfying(EventResult.Retry.class, retry -> {
            assertThat(retry.fault()).isEqualTo(EventResult.Fault.DESTINATION);
            assertThat(retry.reason()).contains("orders/");
        });
    }

    @Test
    void whereNothingIsWrittenThereIsNoRequest() {
        assertThat(plan("key", 500, List.of()).requests()).isEmpty();
    }

    @Test
    void theWorstAnswerToOneRequestIsTheAnswerToAll() {
        DeliveryResult each = DeliveryResult.PerEvent.of(1, DELIVERED);
        DeliveryResult unavailable = new DeliveryResult.Unavailable("u", Optional.empty());
        DeliveryResult refused = new DeliveryResult.Rejected("r");
        DeliveryResult broken = new DeliveryResult.Fatal("b");
        Plan plan = plan("key", 1, small(4));

        assertThat(plan.answer(List.of(each, unavailable, refused, broken))).isEqualTo(broken);
        assertThat(plan.answer(List.of(each, unavailable, refused, each))).isEqualTo(refused);
        assertThat(plan.answer(List.of(each, unavailable, each, each))).isEqualTo(unavailable);
        assertThat(plan.answer(List.of(each, each, each, each))).isEqualTo(DeliveryResult.PerEvent.of(4, DELIVERED));
    }

    private static Plan plan(String documentId, int mostWrites, List<ChangeEvent> events) {
        DocumentWrites writes = new DocumentWrites(
                new DocumentNames(new PathTemplate("${table}"), DocumentId.parse(documentId)),
                new FirestoreValues(NumberMode.PRECISE),
                WriteMode.REPLACE,
                true,
                Optional.empty());
        return Plan.of(events, writes, CONNECTION, mostWrites);
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
