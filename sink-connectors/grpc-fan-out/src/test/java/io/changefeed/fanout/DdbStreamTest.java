/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.Operation;
import io.changefeed.fanout.client.TestClient;
import io.changefeed.grpc.ddbstream.DdbStreamGrpc;
import io.changefeed.grpc.ddbstream.SubscribeRequest;
import io.changefeed.grpc.ddbstream.SubscribeResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DdbStreamTest {
    @Test
    void removesAndMissingImagesDoNotEndTheCall() {
        try (FakeConnect server = new FakeConnect(1, Map.of()).start().awaitServing();
                TestClient client = new TestClient(server.port())) {
            Iterator<SubscribeResponse> responses =
                    DdbStreamGrpc.newBlockingStub(client.channel()).subscribe(SubscribeRequest.getDefaultInstance());
            SubscribeResponse ping = responses.next();

            server.send(List.of(
                    change(Operation.REMOVE, "orders", "a", 1, item("a", Map.of()), Optional.empty()),
                    change(Operation.MODIFY, "orders", "b", 2, Optional.empty(), Optional.empty()),
                    change(Operation.INSERT, "orders", "c", 3, Optional.empty(), item("c", Map.of("n", number(7))))));
            SubscribeResponse broadcast = responses.next();

            assertThat(ping.getType()).isEqualTo("ping");
            assertThat(ping.getData()).isEmpty();
            assertThat(broadcast.getType()).isEqualTo("broadcast");
            assertThat(broadcast.getData()).isEqualTo("{\"pk\":\"c\",\"n\":7}");
        }
    }
}
