/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemKey;
import io.changefeed.event.Operation;
import io.changefeed.firestore.FirestoreEvents;
import io.changefeed.firestore.server.FaultProxy;
import io.changefeed.firestore.server.FaultProxy.FaultPlan;
import io.changefeed.firestore.server.FirestoreDocuments;
import io.changefeed.firestore.server.TestFirestore;
import io.changefeed.firestore.value.ValueInverse;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FirestoreDestinationTest {
    private static final String A = "\"a\":{\"S\":\"1\"}";
    private static final String OTHER = "\"other\":{\"S\":\"1\"}";
    private static final ItemKey KEY = FirestoreEvents.key("c1", "o7");

    private final String project = "p" + UUID.randomUUID();
    private final FaultProxy proxy = new FaultProxy(TestFirestore.host());
    private final FirestoreDocuments documents = new FirestoreDocuments(TestFirestore.host(), project);
    private final List<FirestoreDestination> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(FirestoreDestination::close);
        documents.close();
        proxy.close();
    }

    @Test
    void everyTypeIsRestoredFromFirestore() throws Exception {
        Item item = ItemFormat.DYNAMODB_JSON
                .json()
                .item("{\"pk\":{\"S\":\"c1\"},\"sk\":{\"S\":\"o7\"},\"n\":{\"N\":\"1.5\"},\"i\":{\"N\":\"42\"},"
                        + "\"big\":{\"N\":\"12345678901234567890.123456789\"},\"b\":{\"B\":\"AP8=\"},\"e\":{\"S\":\"\"},"
                        + "\"t\":{\"BOOL\":true},\"z\":{\"NULL\":true},\"ss\":{\"SS\":[\"a\",\"\"]},\"ns\":{\"NS\":[\"1\"]},"
                        + "\"bs\":{\"BS\":[\"AA==\"]},\"l\":{\"L\":[{\"L\":[{\"L\":[]},{\"SS\":[\"x\"]}]}]},"
                        + "\"__name__\":{\"M\":{\"%\":{\"S\":\"1\"},\"a.b`\\\\\":{\"S\":\"2\"},\"\":{\"S\":\"3\"}}}}");
        ChangeEvent insert = FirestoreEvents.event(Operation.INSERT, KEY, Optional.empty(), Optional.of(item), 1);

        deliver(open(Optional.empty()), insert);

        assertThat(ValueInverse.fields(fields("c1|o7"))).isEqualTo(ValueInverse.expected(item));
    }

    @Test
    void documentFollowsItsItemFromInsertToDelete() throws Exception {
        FirestoreDestination destination = open(Optional.empty());

        deliver(destination, FirestoreEvents.insert(KEY, "\"a\":{\"S\":\"1\"}", 1));
        assertThat(fields("c1|o7")).containsOnlyKeys("pk", "sk", "a");
        deliver(destination, FirestoreEvents.modify(KEY, "\"a\":{\"S\":\"1\"}", "\"b\":{\"S\":\"2\"}", 2));
        assertThat(fields("c1|o7")).containsOnlyKeys("pk", "sk", "b");
        deliver(destination, FirestoreEvents.remove(KEY, 3));
        assertThat(documents.in("orders")).isEmpty();
    }

    /** The document was written before its fields were listed. */
    @Test
    void mergeKeepsFieldsOfOtherWriters() throws Exception {
        deliver(open(Optional.empty()), FirestoreEvents.insert(KEY, OTHER + ",\"a.b\":{\"S\":\"1\"}", 1));

        deliver(merging(), FirestoreEvents.modify(KEY, "\"a.b\":{\"S\":\"1\"}", "\"c`\":{\"S\":\"2\"}", 2));

        assertThat(fields("c1|o7")).containsOnlyKeys("pk", "sk", "other", "c`", "version", "fields");
    }

    @Test
    void mergeRemovesFieldsThatASnapshotRowDoesNotHave() throws Exception {
        deliver(open(Optional.empty()), FirestoreEvents.insert(KEY, OTHER, 1));
        deliver(merging(), FirestoreEvents.insert(KEY, A + ",\"b\\\\`\":{\"S\":\"1\"}", 2));
        assertThat(fields("c1|o7")).containsOnlyKeys("pk", "sk", "other", "a", "b\\`", "version", "fields");

        deliver(merging(), FirestoreEvents.snapshotRow(KEY, A, 3));
        assertThat(fields("c1|o7")).containsOnlyKeys("pk", "sk", "other", "a", "version", "fields");

        deliver(merging(), FirestoreEvents.modify(KEY, A, A, 4));
        assertThat(fields("c1|o7")).containsOnlyKeys("pk", "sk", "other", "a", "version", "fields");
    }

    /** The update that removed {@code b} is in the dead letter queue. */
    @Test
    void mergeRemovesFieldsThatAnEarlierEventRemoved() throws Exception {
        deliver(merging(), FirestoreEvents.insert(KEY, A + ",\"b\":{\"S\":\"1\"}", 1));

        deliver(merging(), FirestoreEvents.modify(KEY, A, "\"a\":{\"S\":\"2\"}", 3));

        assertThat(fields("c1|o7")).containsOnlyKeys("pk", "sk", "a", "version", "fields");
        assertThat(fields("c1|o7").get("a")).hasToString("string_value: \"2\"\n");
    }

    @Test
    void mergedDocumentHasTheFieldsOfItsItemAfterAnyLostEvents() throws Exception {
        Random random = new Random(3);
        Map<String, String> items = new HashMap<>();
        List<ChangeEvent> writesOfOthers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            items.put("o" + i, "");
            writesOfOthers.add(FirestoreEvents.insert(FirestoreEvents.key("c1", "o" + i), OTHER, 1));
        }
        deliverAll(open(Optional.empty()), writesOfOthers);

        for (int change = 2; change < 10; change++) {
            List<ChangeEvent> delivered = new ArrayList<>();
            for (Map.Entry<String, String> item : items.entrySet()) {
                ItemKey key = FirestoreEvents.key("c1", item.getKey());
                String before = item.setValue(attributes(random));
                if (change == 9 || random.nextBoolean()) {
                    delivered.add(
                            random.nextBoolean()
                                    ? FirestoreEvents.snapshotRow(key, item.getValue(), change)
                                    : FirestoreEvents.modify(key, before, item.getValue(), change));
                }
            }
            deliverAll(merging(), delivered);
        }

        Map<String, Set<String>> expected = new HashMap<>();
        items.forEach((id, attributes) -> {
            Set<String> fields = new HashSet<>(Set.of("other", "version", "fields"));
            fields.addAll(FirestoreEvents.item(FirestoreEvents.key("c1", id), attributes)
                    .attributes()
                    .keySet());
            expected.put("c1|" + id, fields);
        });
        Map<String, Set<String>> stored = new HashMap<>();
        documents.fieldsIn("orders").forEach((id, fields) -> stored.put(id, fields.keySet()));
        assertThat(stored).isEqualTo(expected);
    }

    private static String attributes(Random random) {
        return Stream.of("a", "b", "c", "d")
                .filter(name -> random.nextBoolean())
                .map(name -> "\"" + name + "\":{\"S\":\"1\"}")
                .collect(Collectors.joining(","));
    }

    private static void deliverAll(FirestoreDestination destination, List<ChangeEvent> events) throws Exception {
        assertThat(result(Deliveries.deliver(destination, events)))
                .isEqualTo(DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered()));
    }

    /** Other sinks use random ids, which creates duplicates. */
    @Test
    void redeliveryCreatesNoSecondDocument() throws Exception {
        FirestoreDestination destination = open(Optional.empty());

        for (int i = 0; i < 3; i++) {
            deliver(destination, FirestoreEvents.insert(KEY, "\"a\":{\"S\":\"1\"}", 1));
        }

        assertThat(documents.in("orders")).hasSize(1);
    }

    @Test
    void eventThatCannotBeStoredIsRejectedAlone() throws Exception {
        FirestoreDestination destination = open(Optional.empty());
        ChangeEvent tooLong = FirestoreEvents.insert(
                FirestoreEvents.key("bad", "1"), "\"" + "n".repeat(1_501) + "\":{\"S\":\"\"}", 1);

        assertThatThrownBy(() -> destination.prepare(tooLong))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageStartingWith("after['nnn");
        deliver(destination, FirestoreEvents.insert(KEY, "\"a\":{\"S\":\"1\"}", 2));
        assertThat(documents.fieldsIn("orders")).containsOnlyKeys("c1|o7");
    }

    @Test
    void largeDeliveryIsSplitIntoRequests() throws Exception {
        String large = "\"a\":{\"S\":\"" + "x".repeat(900_000) + "\"}";
        List<ChangeEvent> events = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            events.add(FirestoreEvents.insert(FirestoreEvents.key("large", "" + i), large, i));
        }
        for (int i = 0; i < 600; i++) {
            events.add(FirestoreEvents.insert(FirestoreEvents.key("small", "" + i), "", i));
        }

        DeliveryResult result = result(Deliveries.deliver(open(Optional.empty()), events));

        assertThat(result).isEqualTo(DeliveryResult.PerEvent.of(612, new EventResult.Delivered()));
        assertThat(documents.in("orders")).hasSize(612);
    }

    @Test
    void itemsThatShareADocumentAreNotWrittenTogether() throws Exception {
        FirestoreDestination destination = opened(TestDestinations.withIds("md5-concat", proxy.host(), project));

        DeliveryResult result = result(Deliveries.deliver(
                destination,
                List.of(
                        FirestoreEvents.insert(FirestoreEvents.key("ab", "c"), "", 1),
                        FirestoreEvents.insert(FirestoreEvents.key("a", "bc"), "", 2))));

        assertThat(((DeliveryResult.PerEvent) result).results())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(new EventResult.Delivered()),
                        second -> assertThat(second).isInstanceOf(EventResult.Retry.class));
        assertThat(documents.in("orders")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"RESOURCE_EXHAUSTED", "ABORTED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL"})
    void temporaryFailureIsRetryable(Status.Code code) throws Exception {
        // The code of failures of the connection.
        DeliveryResult.Scope scope =
                code == Status.Code.UNAVAILABLE ? DeliveryResult.Scope.DESTINATION : DeliveryResult.Scope.ROUTE;
        proxy.plan(method -> new FaultPlan.Fail(code));

        for (Optional<StaleWriteGuard> guard :
                List.of(Optional.<StaleWriteGuard>empty(), Optional.of(TestDestinations.GUARD))) {
            DeliveryResult result =
                    result(Deliveries.deliver(open(guard), List.of(FirestoreEvents.insert(KEY, "", 1))));
            assertThat(result)
                    .satisfiesAnyOf(
                            whole -> assertThat(whole)
                                    .isInstanceOfSatisfying(DeliveryResult.Unavailable.class, unavailable -> {
                                        assertThat(unavailable.reason()).contains(code.name());
                                        assertThat(unavailable.scope()).isEqualTo(scope);
                                    }),
                            each -> assertThat(((DeliveryResult.PerEvent) each).results())
                                    .singleElement()
                                    .isInstanceOf(EventResult.Retry.class));
        }
        assertThat(proxy.broken())
                .as("one call each, without retries of the client")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"RESOURCE_EXHAUSTED", "ABORTED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL"})
    void failedWriteIsRetriedAlone(Status.Code code) throws Exception {
        proxy.plan(method -> new FaultPlan.FailWrites(code, FirestoreDestinationTest::isOfKey));

        assertThat(deliverThree())
                .isInstanceOfSatisfying(
                        DeliveryResult.PerEvent.class,
                        each -> assertThat(each.results())
                                .satisfiesExactly(
                                        first -> assertThat(first).isEqualTo(new EventResult.Delivered()),
                                        second -> assertThat(second)
                                                .isInstanceOfSatisfying(
                                                        EventResult.Retry.class,
                                                        retry -> assertThat(retry.reason())
                                                                .contains(code.name())
                                                                .doesNotContain("c1|o7")),
                                        third -> assertThat(third).isEqualTo(new EventResult.Delivered())));
        assertThat(documents.fieldsIn("orders")).containsOnlyKeys("c0|o7", "c2|o7");
    }

    @Test
    void invalidWriteIsRejectedAlone() throws Exception {
        proxy.plan(method -> new FaultPlan.FailWrites(Status.Code.INVALID_ARGUMENT, FirestoreDestinationTest::isOfKey));

        assertThat(((DeliveryResult.PerEvent) deliverThree()).results().get(1))
                .isInstanceOf(EventResult.Rejected.class);
        assertThat(documents.fieldsIn("orders")).containsOnlyKeys("c0|o7", "c2|o7");
    }

    @Test
    void forbiddenWriteIsFatal() throws Exception {
        proxy.plan(
                method -> new FaultPlan.FailWrites(Status.Code.PERMISSION_DENIED, FirestoreDestinationTest::isOfKey));

        assertThat(deliverThree()).isInstanceOf(DeliveryResult.Fatal.class);
    }

    /** Each event is judged by itself, also if none succeeds. */
    @Test
    void everyWriteCanFailAlone() throws Exception {
        proxy.plan(method -> new FaultPlan.FailWrites(Status.Code.RESOURCE_EXHAUSTED, write -> true));

        assertThat(((DeliveryResult.PerEvent) deliverThree()).results())
                .hasSize(3)
                .allMatch(EventResult.Retry.class::isInstance);
    }

    private DeliveryResult deliverThree() throws Exception {
        return result(Deliveries.deliver(
                open(Optional.empty()),
                List.of(
                        FirestoreEvents.insert(FirestoreEvents.key("c0", "o7"), "", 1),
                        FirestoreEvents.insert(KEY, "", 2),
                        FirestoreEvents.insert(FirestoreEvents.key("c2", "o7"), "", 3))));
    }

    private static boolean isOfKey(Write write) {
        return write.getUpdate().getName().endsWith("/c1|o7");
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"PERMISSION_DENIED", "UNAUTHENTICATED", "NOT_FOUND", "FAILED_PRECONDITION"})
    void permanentFailureIsFatal(Status.Code code) throws Exception {
        proxy.plan(method -> new FaultPlan.Fail(code));

        assertThat(result(Deliveries.deliver(open(Optional.empty()), List.of(FirestoreEvents.insert(KEY, "", 1)))))
                .isInstanceOfSatisfying(
                        DeliveryResult.Fatal.class,
                        fatal -> assertThat(fatal.reason())
                                .startsWith("Firestore returned " + code)
                                .endsWith(", then restart the task"));
    }

    @Test
    void rejectedRequestRejectsTheDelivery() throws Exception {
        proxy.plan(method -> new FaultPlan.Fail(Status.Code.INVALID_ARGUMENT));

        assertThat(result(Deliveries.deliver(open(Optional.empty()), List.of(FirestoreEvents.insert(KEY, "", 1)))))
                .isInstanceOf(DeliveryResult.Rejected.class);
    }

    /** In other sinks, an older record overwrites a newer one. */
    @Test
    void guardSkipsAnOlderWrite() throws Exception {
        FirestoreDestination owner = open(Optional.of(TestDestinations.GUARD));
        FirestoreDestination formerOwner = open(Optional.of(TestDestinations.GUARD));
        deliver(owner, FirestoreEvents.insert(KEY, "\"a\":{\"S\":\"1\"}", 1));
        deliver(owner, FirestoreEvents.modify(KEY, "", "\"a\":{\"S\":\"2\"}", 2));

        assertThat(result(Deliveries.deliver(
                        formerOwner, List.of(FirestoreEvents.insert(KEY, "\"a\":{\"S\":\"1\"}", 1)))))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Stale()));

        assertThat(fields("c1|o7").get("a")).hasToString("string_value: \"2\"\n");
    }

    @Test
    void guardDoesNotRestoreADeletedDocument() throws Exception {
        FirestoreDestination owner = open(Optional.of(TestDestinations.GUARD));
        FirestoreDestination formerOwner = open(Optional.of(TestDestinations.GUARD));
        deliver(owner, FirestoreEvents.insert(KEY, "\"a\":{\"S\":\"1\"}", 1));
        deliver(owner, FirestoreEvents.remove(KEY, 2));

        assertThat(result(Deliveries.deliver(
                        formerOwner, List.of(FirestoreEvents.insert(KEY, "\"a\":{\"S\":\"1\"}", 1)))))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Stale()));
        assertThat(documents.in("orders")).isEmpty();

        deliver(owner, FirestoreEvents.insert(KEY, "\"a\":{\"S\":\"3\"}", 3));
        assertThat(fields("c1|o7").get("a")).hasToString("string_value: \"3\"\n");
        assertThat(documents.in("removed")).isEmpty();
    }

    @Test
    void olderEventDoesNotOverwriteANewerOneOfTheTaskWithoutTheGuard() throws Exception {
        FirestoreDestination destination = open(Optional.empty());
        ItemKey other = FirestoreEvents.key("c2", "o1");
        deliver(destination, FirestoreEvents.insert(KEY, A, 2));
        deliver(destination, FirestoreEvents.remove(other, 2));

        assertThat(result(Deliveries.deliver(
                        destination,
                        List.of(
                                FirestoreEvents.insert(KEY, "", 1),
                                FirestoreEvents.insert(FirestoreEvents.key("c3", "o1"), "", 1),
                                FirestoreEvents.insert(other, "", 1)))))
                .isEqualTo(new DeliveryResult.PerEvent(
                        List.of(new EventResult.Stale(), new EventResult.Delivered(), new EventResult.Stale())));
        assertThat(documents.fieldsIn("orders")).containsOnlyKeys("c1|o7", "c3|o1");
        assertThat(fields("c1|o7")).containsKey("a");
        assertThat(result(Deliveries.deliver(destination, List.of(FirestoreEvents.insert(KEY, "", 1)))))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Stale()));
    }

    @Test
    void routeIsTheCollection() {
        FirestoreDestination destination = open(Optional.empty());
        ChangeEvent event = FirestoreEvents.insert(KEY, A, 1);

        assertThat(destination.route(event)).isEqualTo(new Route("orders", "orders"));
        assertThat(destination.route(event))
                .isEqualTo(destination.route(FirestoreEvents.remove(FirestoreEvents.key("c2", "o1"), 2)));
        assertThat(destination.hasManyRoutes()).isTrue();
    }

    @Test
    void guardSkipsARepeatedWrite() throws Exception {
        FirestoreDestination destination = open(Optional.of(TestDestinations.GUARD));
        proxy.plan(method -> method.equals("Commit")
                ? new FaultPlan.FailAfterForwarding(Status.Code.DEADLINE_EXCEEDED)
                : new FaultPlan.Pass());
        assertThat(result(Deliveries.deliver(destination, List.of(FirestoreEvents.insert(KEY, "", 1)))))
                .isInstanceOf(DeliveryResult.Unavailable.class);
        proxy.plan(method -> new FaultPlan.Pass());

        assertThat(result(Deliveries.deliver(destination, List.of(FirestoreEvents.insert(KEY, "", 1)))))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Stale()));
    }

    private FirestoreDestination open(Optional<StaleWriteGuard> guard) {
        return opened(TestDestinations.open(proxy.host(), project, guard));
    }

    private FirestoreDestination merging() {
        return opened(TestDestinations.merging(proxy.host(), project));
    }

    private FirestoreDestination opened(FirestoreDestination destination) {
        opened.add(destination);
        return destination;
    }

    private Map<String, Value> fields(String id) {
        return documents.fieldsIn("orders").getOrDefault(id, Map.of());
    }

    private static void deliver(FirestoreDestination destination, ChangeEvent event) throws Exception {
        deliverAll(destination, List.of(event));
    }

    private static DeliveryResult result(Delivery delivery) throws Exception {
        return delivery.result().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
