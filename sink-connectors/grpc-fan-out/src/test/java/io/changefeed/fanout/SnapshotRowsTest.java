/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static io.changefeed.delivery.Changes.row;
import static io.changefeed.delivery.Changes.text;
import static io.changefeed.fanout.client.TestClient.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.changefeed.fanout.client.TestClient;
import io.changefeed.grpc.v1.ChangeEvent;
import io.changefeed.grpc.v1.Filter;
import io.changefeed.grpc.v1.ItemValue;
import io.changefeed.grpc.v1.StartAt;
import io.changefeed.grpc.v1.SubscribeRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What subscribers receive of the rows of a snapshot that do not match a filter. */
class SnapshotRowsTest {
    private static final String RESTRICTED = "restricted-0123456789";
    private static final String UNRESTRICTED = "unrestricted-01234567";
    private static final Map<String, String> TOKENS = Map.of(
            "auth.tokens",
            "[{\"name\": \"restricted\", \"token\": \"" + RESTRICTED + "\", \"tables\": [\"orders\"]},"
                    + " {\"name\": \"unrestricted\", \"token\": \"" + UNRESTRICTED + "\", \"tables\": [\"*\"]}]",
            "token.key",
            "0123456789abcdef0123456789abcdef");

    private static FakeConnect server(Map<String, String> properties) {
        FakeConnect server = new FakeConnect(1, properties).start().awaitServing();
        server.send(List.of(row("a", 1, Map.of("tenant", text("other"))), row("b", 2, Map.of("tenant", text("own")))));
        return server;
    }

    private static SubscribeRequest.Builder ofTenant() {
        return from(StartAt.START_AT_EARLIEST)
                .setFilter(Filter.newBuilder()
                        .putAttributeEquals(
                                "tenant", ItemValue.newBuilder().setS("own").build()));
    }

    @Test
    void restrictedCallerSeesNoKeysOfRowsOutsideItsFilter() {
        try (FakeConnect server = server(TOKENS);
                TestClient client = new TestClient(server.port()).withToken(RESTRICTED)) {
            assertThat(client.subscribe(ofTenant()).awaitCaughtUp().ids()).containsExactly("b/2");
            assertThat(client.earliest().awaitCaughtUp().ids())
                    .as("its token allows all rows of the table")
                    .containsExactly("a/1", "b/2");
        }
    }

    @Test
    void copyOfAnUnrestrictedCallerConverges() {
        try (FakeConnect server = server(TOKENS);
                TestClient client = new TestClient(server.port()).withToken(UNRESTRICTED)) {
            assertThat(client.subscribe(ofTenant()).awaitCaughtUp().events())
                    .extracting(ChangeEvent::getEventId, ChangeEvent::hasBefore, ChangeEvent::hasAfter)
                    .containsExactly(tuple("a/1-left", false, false), tuple("b/2", false, true));
        }
    }

    @Test
    void callersAreUnrestrictedWithoutTokens() {
        try (FakeConnect server = server(Map.of());
                TestClient client = new TestClient(server.port())) {
            assertThat(client.subscribe(ofTenant()).awaitCaughtUp().ids()).containsExactly("a/1-left", "b/2");
        }
    }

    @Test
    void restrictedCallerSeesNoKeysOfRowsOutsideTheFilterOfTheServer() {
        Map<String, String> properties = new HashMap<>(TOKENS);
        properties.put("event.filter", "{\"attribute\": {\"tenant\": {\"S\": \"own\"}}}");
        try (FakeConnect server = server(properties);
                TestClient restricted = new TestClient(server.port()).withToken(RESTRICTED);
                TestClient unrestricted = new TestClient(server.port()).withToken(UNRESTRICTED)) {
            assertThat(restricted.earliest().awaitCaughtUp().ids()).containsExactly("b/2");
            assertThat(unrestricted.earliest().awaitCaughtUp().ids()).containsExactly("a/1-left", "b/2");
        }
    }
}
