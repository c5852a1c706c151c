/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.remove;
import static io.changefeed.delivery.Changes.text;
import static io.changefeed.fanout.client.TestClient.from;
import static io.changefeed.grpc.v1.Operation.OPERATION_INSERT;
import static io.changefeed.grpc.v1.Operation.OPERATION_REMOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import io.changefeed.fanout.client.ReceivedResponses;
import io.changefeed.fanout.client.TestClient;
import io.changefeed.grpc.v1.Filter;
import io.changefeed.grpc.v1.ItemValue;
import io.changefeed.grpc.v1.StartAt;
import io.changefeed.grpc.v1.SubscribeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What subscribers receive if log compaction has removed events. {@link FakeConnect#writeMarker} leaves their gap. */
class CompactedTopicsTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeResources() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private FakeConnect compacted() {
        return server(Map.of("topics.compacted", "true"));
    }

    private FakeConnect server(Map<String, String> properties) {
        FakeConnect connect = new FakeConnect(1, properties).start().awaitServing();
        open.add(connect);
        return connect;
    }

    private TestClient client(FakeConnect server) {
        TestClient client = new TestClient(server.port());
        open.add(client);
        return client;
    }

    private static Filter.Builder paid() {
        return Filter.newBuilder()
                .putAttributeEquals(
                        "status", ItemValue.newBuilder().setS("paid").build());
    }

    private static ReceivedResponses paid(TestClient client) {
        return client.subscribe(from(StartAt.START_AT_EARLIEST).setFilter(paid()))
                .awaitCaughtUp();
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
    void itemThatLeftTheFilterInARemovedEventIsRemoved() {
        FakeConnect server = compacted();
        server.write(status("a", 3, "open", "paid"));
        server.writeMarker(0);
        server.write(status("a", 5, "open", "sent"));
        server.write(status("b", 6, "open", "paid"));
        server.pollAll();

        assertThat(paid(client(server)).events())
                .extracting(
                        io.changefeed.grpc.v1.ChangeEvent::getEventId,
                        io.changefeed.grpc.v1.ChangeEvent::getOperation,
                        io.changefeed.grpc.v1.ChangeEvent::hasBefore)
                .containsExactly(
                        tuple("a/3", OPERATION_INSERT, false),
                        tuple("a/5-left", OPERATION_REMOVE, false),
                        tuple("b/6", OPERATION_INSERT, false));
    }

    @Test
    void deleteAfterARemovedEventIsSent() {
        FakeConnect server = compacted();
        server.write(status("a", 3, "open", "paid"));
        server.writeMarker(0);
        server.write(change(
                Operation.REMOVE, "orders", "a", 5, item("a", Map.of("status", text("open"))), Optional.empty()));
        server.pollAll();

        assertThat(paid(client(server)).ids()).containsExactly("a/3", "a/5");
    }

    @Test
    void oldImagesAreKnownWithoutGaps() {
        FakeConnect server = compacted();
        server.write(status("a", 3, "open", "paid"));
        server.write(status("a", 4, "paid", "open"));
        server.write(status("a", 5, "open", "sent"));
        server.pollAll();

        assertThat(paid(client(server)).ids()).containsExactly("a/3", "a/4-left");
    }

    @Test
    void filterOfTheServerRemovesAnItemThatLeftItInARemovedEvent() {
        FakeConnect server = server(
                Map.of("topics.compacted", "true", "event.filter", "{\"attribute\": {\"status\": {\"S\": \"paid\"}}}"));
        server.write(status("a", 3, "open", "paid"));
        server.writeMarker(0);
        server.write(status("a", 5, "open", "sent"));
        server.pollAll();

        assertThat(client(server).earliest().awaitCaughtUp().events())
                .extracting(io.changefeed.grpc.v1.ChangeEvent::getEventId, io.changefeed.grpc.v1.ChangeEvent::hasBefore)
                .containsExactly(tuple("a/3", false), tuple("a/5-left", false));
    }

    @Test
    void tokenCarriesUnknownOldImagesToAServerThatReadTheRemovedEvent() {
        FakeConnect later = compacted();
        later.write(status("a", 3, "open", "paid"));
        later.writeMarker(0);
        later.write(status("b", 5, "open", "open"));
        later.pollAll();
        FakeConnect earlier = compacted();
        earlier.send(List.of(
                status("a", 3, "open", "paid"),
                status("a", 4, "paid", "open"),
                status("b", 5, "open", "open"),
                status("a", 6, "open", "sent"),
                status("a", 7, "sent", "open")));
        String token = paid(client(later)).lastToken();

        ReceivedResponses resumed = client(earlier)
                .subscribe(SubscribeRequest.newBuilder().setResumeToken(token).setFilter(paid()))
                .awaitCaughtUp();

        assertThat(resumed.ids()).containsExactly("a/6-left", "a/7-left");
    }

    @Test
    void deleteOfWhichCompactionLeftOnlyTheTombstoneIsSent() {
        FakeConnect server = compacted();
        server.write(remove("a", 1));
        server.writeTombstone(remove("a", 1));
        server.writeTombstone(remove("b", 2));
        server.pollAll();

        assertThat(client(server).earliest().awaitCaughtUp().ids()).containsExactly("a/1", "b/2");
        assertThat(paid(client(server)).ids()).as("its old image is unknown").containsExactly("b/2");
    }
}
