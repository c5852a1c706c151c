/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.number;
import static io.changefeed.delivery.Changes.text;
import static io.changefeed.delivery.Changes.update;
import static io.changefeed.delivery.Changes.updates;
import static io.changefeed.fanout.client.TestClient.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import io.changefeed.delivery.Changes;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemKey;
import io.changefeed.event.Operation;
import io.changefeed.event.ViewType;
import io.changefeed.fanout.client.ReceivedResponses;
import io.changefeed.fanout.client.TestClient;
import io.changefeed.grpc.v1.Filter;
import io.changefeed.grpc.v1.Images;
import io.changefeed.grpc.v1.Item;
import io.changefeed.grpc.v1.ItemValue;
import io.changefeed.grpc.v1.StartAt;
import io.changefeed.grpc.v1.StringSet;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.changefeed.grpc.v1.SubscribeResponse;
import io.changefeed.grpc.v1.TableRange;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeResources() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private FakeConnect server(Map<String, String> properties) {
        FakeConnect connect = new FakeConnect(3, properties).start().awaitServing();
        open.add(connect);
        return connect;
    }

    private FakeConnect server() {
        return server(Map.of());
    }

    private TestClient client(FakeConnect server) {
        TestClient client = new TestClient(server.port());
        open.add(client);
        return client;
    }

    private static Status.Code code(ReceivedResponses responses) {
        return Status.fromThrowable(responses.awaitEnd()).getCode();
    }

    private static String message(ReceivedResponses responses) {
        return String.valueOf(Status.fromThrowable(responses.awaitEnd()).getDescription());
    }

    private static List<String> ids(List<ChangeEvent> events) {
        return events.stream().map(event -> event.source().eventId()).toList();
    }

    @Test
    void latestSubscriberReceivesNewChanges() {
        FakeConnect server = server();
        server.send(updates(5));
        ReceivedResponses responses = client(server).latest();

        server.send(List.of(update("a", 7), update("b", 8)));

        assertThat(responses.awaitIds(2)).containsExactlyInAnyOrder("a/7", "b/8");
    }

    @Test
    void earliestSubscriberReceivesTheRingThenCaughtUp() {
        FakeConnect server = server();
        server.send(updates(100));

        ReceivedResponses responses = client(server).earliest().awaitCaughtUp();

        assertThat(responses.ids()).containsExactlyInAnyOrderElementsOf(ids(updates(100)));
        assertThat(responses.all()).filteredOn(SubscribeResponse::hasCaughtUp).hasSize(1);
        assertThat(responses.all().get(responses.all().size() - 1).hasCaughtUp())
                .isTrue();
    }

    @Test
    void subscriberResumesAfterItsToken() {
        FakeConnect server = server();
        TestClient client = client(server);
        ReceivedResponses first = client.latest();
        server.send(updates(10));
        first.awaitIds(10);
        String token = first.lastToken();
        first.cancel();
        server.send(List.of(update("a", 100)));

        assertThat(client.after(token).awaitCaughtUp().ids()).containsExactly("a/100");
    }

    @Test
    void tokenResumesAfterARestart() {
        FakeConnect server = server();
        server.send(updates(50));
        String token = client(server).latest().lastToken();
        server.send(List.of(update("a", 100)));
        server.commit();
        server.restart();
        server.send(List.of(update("b", 101)));
        server.awaitServing();

        assertThat(client(server).after(token).awaitCaughtUp().ids()).containsExactlyInAnyOrder("a/100", "b/101");
    }

    @Test
    void receivedEventEqualsTheSourceEvent() {
        FakeConnect server = server();
        ReceivedResponses responses = client(server).latest();

        server.send(List.of(update("a", 7)));
        responses.awaitIds(1);

        io.changefeed.grpc.v1.ChangeEvent event = responses.events().get(0);
        assertThat(event.getOperation()).isEqualTo(io.changefeed.grpc.v1.Operation.OPERATION_MODIFY);
        assertThat(event.getKey().getAttributesMap()).containsExactly(Map.entry("pk", s("a")));
        assertThat(event.getBefore().getAttributesMap()).containsExactly(Map.entry("pk", s("a")));
        assertThat(event.getAfter().getAttributesMap()).containsOnly(Map.entry("pk", s("a")), Map.entry("n", n("7")));
        assertThat(event.getSource().getTable()).isEqualTo("orders");
        assertThat(event.getSource().getSequenceNumber()).isEqualTo("7");
        assertThat(event.getOrder()).endsWith("71");
        assertThat(event.getChangeTime().getSeconds()).isPositive();
    }

    private static ItemValue s(String text) {
        return ItemValue.newBuilder().setS(text).build();
    }

    private static ItemValue n(String digits) {
        return ItemValue.newBuilder().setN(digits).build();
    }

    @Test
    void subscriberReceivesTheRequestedTables() {
        FakeConnect server = server();
        server.send(List.of(
                change(Operation.INSERT, "orders", "a", 1, Optional.empty(), item("a", Map.of())),
                change(Operation.INSERT, "customers", "b", 2, Optional.empty(), item("b", Map.of()))));

        ReceivedResponses responses = client(server)
                .subscribe(from(StartAt.START_AT_EARLIEST).addTables("customers"))
                .awaitCaughtUp();

        assertThat(responses.ids()).containsExactly("b/2");
    }

    @Test
    void subscriberReceivesTheRequestedImages() {
        FakeConnect server = server();
        server.send(List.of(update("a", 1)));
        TestClient client = client(server);

        assertThat(images(client, Images.IMAGES_NEW)).containsExactly(false, true);
        assertThat(images(client, Images.IMAGES_OLD)).containsExactly(true, false);
        assertThat(images(client, Images.IMAGES_KEYS_ONLY)).containsExactly(false, false);
        assertThat(images(client, Images.IMAGES_NEW_AND_OLD)).containsExactly(true, true);
    }

    private static List<Boolean> images(TestClient client, Images images) {
        ReceivedResponses responses =
                client.subscribe(from(StartAt.START_AT_EARLIEST).setImages(images));
        responses.awaitIds(1);
        io.changefeed.grpc.v1.ChangeEvent event = responses.events().get(0);
        assertThat(event.getKey().getAttributesMap()).containsKey("pk");
        return List.of(event.hasBefore(), event.hasAfter());
    }

    @Test
    void itemLeavesTheFilterAsARemoveAndEntersItAsAnInsert() {
        FakeConnect server = server();
        server.send(List.of(
                status("a", 1, "open", "paid"),
                status("b", 2, "paid", "open"),
                status("c", 3, "paid", "paid"),
                status("d", 4, "open", "open")));

        ReceivedResponses responses = client(server)
                .subscribe(from(StartAt.START_AT_EARLIEST)
                        .setFilter(Filter.newBuilder().putAttributeEquals("status", s("paid"))))
                .awaitCaughtUp();

        assertThat(responses.events())
                .extracting(
                        io.changefeed.grpc.v1.ChangeEvent::getEventId,
                        io.changefeed.grpc.v1.ChangeEvent::getOperation,
                        io.changefeed.grpc.v1.ChangeEvent::hasBefore,
                        io.changefeed.grpc.v1.ChangeEvent::hasAfter)
                .containsExactlyInAnyOrder(
                        tuple("a/1", io.changefeed.grpc.v1.Operation.OPERATION_INSERT, false, true),
                        tuple("b/2-left", io.changefeed.grpc.v1.Operation.OPERATION_REMOVE, true, false),
                        tuple("c/3", io.changefeed.grpc.v1.Operation.OPERATION_MODIFY, true, true));
    }

    private static ChangeEvent status(String pk, long number, String before, String after) {
        return change(
                Operation.MODIFY,
                "orders",
                pk,
                number,
                item(pk, Map.of("status", text(before))),
                item(pk, Map.of("status", text(after))));
    }

    @Test
    void filtersByOperationKeyAndKeyPrefix() {
        FakeConnect server = server();
        server.send(List.of(
                change(Operation.INSERT, "orders", "user-1", 1, Optional.empty(), item("user-1", Map.of())),
                change(Operation.MODIFY, "orders", "user-1", 2, item("user-1", Map.of()), item("user-1", Map.of())),
                change(Operation.REMOVE, "orders", "user-2", 3, item("user-2", Map.of()), Optional.empty()),
                change(Operation.INSERT, "orders", "shop-1", 4, Optional.empty(), item("shop-1", Map.of()))));
        TestClient client = client(server);

        assertThat(filtered(client, Filter.newBuilder().putKeyEquals("pk", s("user-1"))))
                .containsExactly("user-1/1", "user-1/2");
        assertThat(filtered(client, Filter.newBuilder().putKeyPrefixes("pk", "user-")))
                .containsExactlyInAnyOrder("user-1/1", "user-1/2", "user-2/3");
        assertThat(filtered(
                        client,
                        Filter.newBuilder()
                                .putKeyPrefixes("pk", "user-")
                                .addOperations(io.changefeed.grpc.v1.Operation.OPERATION_REMOVE)))
                .containsExactly("user-2/3");
    }

    @Test
    void filterOfOneTableDoesNotEndTheCallAtAnotherOne() {
        FakeConnect server = server();
        ChangeEvent order = change(Operation.INSERT, "orders", "user-1", 1, Optional.empty(), item("user-1", Map.of()));
        server.send(List.of(
                new ChangeEvent(
                        Operation.MODIFY,
                        new ItemKey(Map.of("id", number(7))),
                        Optional.empty(),
                        Optional.empty(),
                        Changes.source("counters", "7/2", 2, ViewType.KEYS_ONLY),
                        Changes.TIME),
                order));
        TestClient client = client(server);

        assertThat(filtered(client, Filter.newBuilder().putKeyPrefixes("pk", "user-")))
                .containsExactly("user-1/1");
        assertThat(filtered(client, Filter.newBuilder().putKeyEquals("pk", s("user-1"))))
                .containsExactly("user-1/1");
        assertThat(filtered(client, Filter.newBuilder().putKeyEquals("id", n("7.0"))))
                .containsExactly("7/2");
    }

    @Test
    void attributesAreComparedByValueAtEveryDepth() {
        FakeConnect server = server();
        server.send(List.of(change(
                Operation.INSERT,
                "orders",
                "a",
                1,
                Optional.empty(),
                item(
                        "a",
                        Map.of(
                                "roles",
                                new io.changefeed.event.ItemValue.SS(List.of("admin", "writer")),
                                "price",
                                new io.changefeed.event.ItemValue.M(Map.of("amount", number(5))))))));

        assertThat(filtered(
                        client(server),
                        Filter.newBuilder()
                                .putAttributeEquals(
                                        "roles",
                                        ItemValue.newBuilder()
                                                .setSs(StringSet.newBuilder()
                                                        .addValues("writer")
                                                        .addValues("admin"))
                                                .build())
                                .putAttributeEquals(
                                        "price",
                                        ItemValue.newBuilder()
                                                .setM(Item.newBuilder().putAttributes("amount", n("5.0")))
                                                .build())))
                .containsExactly("a/1");
    }

    private static List<String> filtered(TestClient client, Filter.Builder filter) {
        return client.subscribe(from(StartAt.START_AT_EARLIEST).setFilter(filter))
                .awaitCaughtUp()
                .ids();
    }

    @Test
    void idleSubscriberReceivesProgress() {
        FakeConnect server = server();
        ReceivedResponses responses = client(server)
                .subscribe(SubscribeRequest.newBuilder()
                        .setHeartbeatInterval(Duration.newBuilder().setSeconds(1))
                        .addTables("none"))
                .awaitCaughtUp();
        String before = responses.lastToken();
        server.send(updates(10));

        await().until(() -> responses.all().stream()
                .anyMatch(one -> one.hasProgress() && !one.getResumeToken().equals(before)));

        assertThat(client(server).after(responses.lastToken()).awaitCaughtUp().ids())
                .isEmpty();
    }

    @Test
    void listsTablesAndTheirRanges() {
        FakeConnect server = server();
        server.send(List.of(
                change(Operation.INSERT, "orders", "a", 1, Optional.empty(), item("a", Map.of())),
                change(Operation.INSERT, "orders", "a", 9, Optional.empty(), item("a", Map.of())),
                change(Operation.INSERT, "customers", "b", 2, Optional.empty(), item("b", Map.of()))));
        TestClient client = client(server);

        assertThat(client.tables().getTablesList())
                .extracting(TableRange::getTable, TableRange::getEvents)
                .containsExactly(tuple("customers", 1L), tuple("orders", 2L));
        TableRange orders = client.tables().getTables(1);
        assertThat(orders.getNewestChangeTime().getSeconds()
                        - orders.getOldestChangeTime().getSeconds())
                .isEqualTo(8);
        assertThat(client.after(client.tables().getEarliestToken())
                        .awaitCaughtUp()
                        .ids())
                .hasSize(3);
        assertThat(client.after(client.tables().getLatestToken())
                        .awaitCaughtUp()
                        .ids())
                .isEmpty();
    }

    @Test
    void evictedTokenIsOutOfRangeWithTheEarliestToken() {
        FakeConnect server = server(Map.of("ring.max.records", "10"));
        String token = client(server).latest().lastToken();
        server.send(updates(50));
        TestClient client = client(server);

        ReceivedResponses responses = client.after(token);

        assertThat(code(responses)).isEqualTo(Status.Code.OUT_OF_RANGE);
        String earliest = TestClient.details(responses.awaitEnd()).get("earliest_token");
        assertThat(client.after(String.valueOf(earliest)).awaitCaughtUp().ids()).hasSize(10);
    }

    @Test
    void tokenOfARecreatedTopicIsOutOfRange() {
        FakeConnect server = server();
        server.send(updates(50));
        String token = client(server).latest().lastToken();
        server.recreateTopic();
        server.restart();
        server.send(IntStream.range(0, 60)
                .mapToObj(i -> update("item-" + i, 1000 + i))
                .toList());
        server.awaitServing();

        ReceivedResponses responses = client(server).after(token);

        assertThat(code(responses)).isEqualTo(Status.Code.OUT_OF_RANGE);
        assertThat(message(responses)).contains("recreated");
    }

    @Test
    void subscriberWithATokenOfAFasterReplicaWaits() {
        FakeConnect ahead = server();
        FakeConnect behind = server();
        ahead.send(updates(50));
        behind.send(updates(20));
        String token = client(ahead).latest().lastToken();
        ReceivedResponses responses = client(behind).after(token);
        List<ChangeEvent> rest = new ArrayList<>(updates(50).subList(20, 50));
        rest.add(update("a", 100));

        behind.send(rest);

        responses.awaitCaughtUp();
        assertThat(responses.awaitIds(1)).containsExactly("a/100");
    }

    @Test
    void tokenThatTheServerNeverReachesIsOutOfRange() {
        FakeConnect ahead = server();
        ahead.send(updates(50));
        FakeConnect behind = server(Map.of("token.wait.ms", "300"));

        ReceivedResponses responses =
                client(behind).after(client(ahead).latest().lastToken());

        assertThat(code(responses)).isEqualTo(Status.Code.OUT_OF_RANGE);
        assertThat(message(responses)).contains("token.wait.ms");
    }

    @Test
    void invalidRequestNamesTheField() {
        TestClient client = client(server());

        Map.of(
                        "resume_token", SubscribeRequest.newBuilder().setResumeToken("nonsense!"),
                        "heartbeat_interval", SubscribeRequest.newBuilder().setHeartbeatInterval(Duration.newBuilder()),
                        "images", SubscribeRequest.newBuilder().setImagesValue(99),
                        "start_at", SubscribeRequest.newBuilder().setStartAtValue(99),
                        "filter.operations",
                                SubscribeRequest.newBuilder()
                                        .setFilter(Filter.newBuilder().addOperationsValue(99)),
                        "filter.attribute_equals",
                                SubscribeRequest.newBuilder()
                                        .setFilter(Filter.newBuilder()
                                                .putAttributeEquals("a", ItemValue.getDefaultInstance())),
                        "filter.key_equals",
                                SubscribeRequest.newBuilder()
                                        .setFilter(Filter.newBuilder()
                                                .putKeyEquals(
                                                        "a",
                                                        ItemValue.newBuilder()
                                                                .setM(Item.getDefaultInstance())
                                                                .build())))
                .forEach((field, request) -> {
                    ReceivedResponses responses = client.subscribe(request);
                    assertThat(code(responses)).isEqualTo(Status.Code.INVALID_ARGUMENT);
                    assertThat(message(responses)).startsWith(field + ": ");
                });
    }

    @Test
    void rejectsNumbersOutsideDynamoDbsRange() {
        TestClient client = client(server());

        for (String digits : List.of("1".repeat(300), "1E2000000000", "1E-2000000000")) {
            ItemValue number = ItemValue.newBuilder().setN(digits).build();
            Item nested = Item.newBuilder().putAttributes("n", number).build();
            for (Filter.Builder filter : List.of(
                    Filter.newBuilder()
                            .putAttributeEquals(
                                    "a", ItemValue.newBuilder().setM(nested).build()),
                    Filter.newBuilder().putKeyEquals("pk", number))) {
                ReceivedResponses responses =
                        client.subscribe(SubscribeRequest.newBuilder().setFilter(filter));
                assertThat(code(responses)).isEqualTo(Status.Code.INVALID_ARGUMENT);
                assertThat(message(responses)).contains("not a number in the range of DynamoDB");
            }
        }
    }

    @Test
    void eventThatTheFilterCannotEvaluateEndsTheCallWithAToken() {
        FakeConnect server = server();
        TestClient client = client(server);
        ChangeEvent keysOnly = change(Operation.INSERT, "orders", "a", 1, Optional.empty(), Optional.empty());
        SubscribeRequest.Builder request =
                SubscribeRequest.newBuilder().setFilter(Filter.newBuilder().putAttributeEquals("status", s("paid")));
        ReceivedResponses responses = client.subscribe(request);
        responses.awaitCaughtUp();

        server.send(List.of(status("z", 0, "paid", "paid"), keysOnly, status("b", 2, "paid", "paid")));

        assertThat(code(responses)).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(message(responses)).contains("after.item");
        String next = String.valueOf(TestClient.details(responses.awaitEnd()).get("resume_token"));
        List<String> received = new ArrayList<>(responses.ids());
        received.addAll(
                client.subscribe(request.setResumeToken(next)).awaitCaughtUp().ids());
        assertThat(received).containsExactlyInAnyOrder("z/0", "b/2");
    }

    @Test
    void slowSubscriberIsOutOfRangeAndOthersAreNotDelayed() {
        FakeConnect server = server(Map.of("ring.max.records", "1000"));
        TestClient slow = client(server);
        ReceivedResponses stalled = slow.subscribe(from(StartAt.START_AT_EARLIEST), true);
        ReceivedResponses fast = client(server).latest();

        for (int round = 0; round < 40; round++) {
            server.send(large(round * 100, 100));
            fast.awaitIds((round + 1) * 100);
        }
        stalled.resume();

        assertThat(fast.ids()).hasSize(4000);
        assertThat(code(stalled)).isEqualTo(Status.Code.OUT_OF_RANGE);
        assertThat(TestClient.details(stalled.awaitEnd())).containsKey("earliest_token");
    }

    private static List<ChangeEvent> large(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> change(
                        Operation.INSERT,
                        "orders",
                        "item-" + i,
                        i,
                        Optional.empty(),
                        item("item-" + i, Map.of("text", text("x".repeat(2000)), "n", number(i)))))
                .toList();
    }

    @Test
    void stalledSubscriberIsDisconnectedAfterTheTimeout() {
        FakeConnect server = server(Map.of("slow.timeout.ms", "300"));
        server.send(large(0, 1000));
        TestClient slow = client(server);
        ReceivedResponses stalled = slow.subscribe(from(StartAt.START_AT_EARLIEST), true);
        await().until(() -> server.subscribers() == 1);
        await().until(() -> server.subscribers() == 0);
        stalled.resume();

        assertThat(code(stalled)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        List<String> received = new ArrayList<>(stalled.ids());
        assertThat(received).isNotEmpty();
        received.addAll(slow.after(stalled.lastToken()).awaitCaughtUp().ids());
        assertThat(received).containsExactlyInAnyOrderElementsOf(ids(large(0, 1000)));
    }

    @Test
    void rejectsSubscribersOverTheLimitUntilOneLeaves() {
        FakeConnect server = server(Map.of("max.subscribers", "1"));
        TestClient client = client(server);
        ReceivedResponses first = client.latest();

        assertThat(code(client.earliest())).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        first.cancel();
        await().until(() -> server.subscribers() == 0);
        client.latest();
    }

    @Test
    void rejectsSubscribersUntilTheRingIsWarm() {
        FakeConnect connect = new FakeConnect(1, Map.of()).start();
        open.add(connect);
        TestClient client = client(connect);

        assertThat(code(client.earliest())).isEqualTo(Status.Code.UNAVAILABLE);
        assertThatThrownBy(client::tables)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
        connect.awaitServing();
        client.earliest().awaitCaughtUp();
    }

    @Test
    void stoppingServerSendsTheLastTokenAndUnavailable() {
        FakeConnect server = server();
        ReceivedResponses responses = client(server).latest();
        server.send(updates(3));
        responses.awaitIds(3);

        server.stop();

        assertThat(code(responses)).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(responses.all().get(responses.all().size() - 1).hasProgress())
                .isTrue();
        server.start().awaitServing();
        assertThat(client(server).after(responses.lastToken()).awaitCaughtUp().ids())
                .isEmpty();
    }

    @Test
    void rebalanceRepeatsNoEvents() {
        FakeConnect server = server();
        ReceivedResponses responses = client(server).latest();
        server.send(updates(20));
        server.rebalance();
        server.pollAll();
        server.send(List.of(update("a", 100)));

        assertThat(responses.awaitIds(21)).doesNotHaveDuplicates().hasSize(21);
    }

    @Test
    void tokenBeforeTheFirstEventOfAPartitionIsValidAfterARestart() {
        FakeConnect server = server(Map.of("event.filter", "{\"table\": [\"orders\"]}"));
        TestClient client = client(server);
        ReceivedResponses responses = client.latest();
        String token = responses.lastToken();
        for (int i = 0; i < 5; i++) {
            server.write(change(Operation.INSERT, "others", "a", i, Optional.empty(), item("a", Map.of())));
        }
        server.send(List.of(update("a", 5)));

        server.restart().awaitServing();

        assertThat(client(server).after(token).awaitCaughtUp().ids()).containsExactly("a/5");
    }

    @Test
    void rewindOfOnePartitionLosesNoEventsOfTheOthers() {
        FakeConnect server = server(Map.of("ring.max.records", "10"));
        List<String> first = keysOf(0);
        List<String> second = keysOf(1);
        IntStream.range(0, 5).forEach(i -> server.send(List.of(update(second.get(i), i))));
        IntStream.range(0, 5).forEach(i -> server.send(List.of(update(first.get(i), i))));
        server.send(List.of(update(second.get(5), 5)));
        TestClient client = client(server);
        String token = client.latest().lastToken();
        server.send(List.of(update(first.get(5), 5)));

        // Rewinds to the beginning: the events of the first partition are known, those of the second are not.
        server.rebalance();
        server.pollAll();
        server.awaitServing();

        assertThat(client.after(token).awaitCaughtUp().ids()).containsExactly(first.get(5) + "/5");
    }

    /** Returns keys of items in one of three partitions. */
    private static List<String> keysOf(int partition) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "key-" + i)
                .filter(key -> Math.floorMod(update(key, 0).key().hashCode(), 3) == partition)
                .toList();
    }

    @Test
    void recreatedTopicIsReadFromItsStart() {
        FakeConnect server = server();
        server.send(updates(20));
        ReceivedResponses responses = client(server).latest();
        server.recreateTopic();

        server.send(List.of(update("other", 100)));

        assertThat(code(responses)).isEqualTo(Status.Code.UNAVAILABLE);
        server.awaitServing();
        assertThat(client(server).earliest().awaitCaughtUp().ids()).containsExactly("other/100");
    }
}
