/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.grpc.v1.SubscribeResponse;
import io.grpc.Drainable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EncodedEventTest {
    private static final ByteString TOKEN = ByteString.copyFromUtf8("token");

    @Provide
    Arbitrary<Map<String, ItemValue>> attributes() {
        return Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), values(3)).ofMaxSize(4);
    }

    private static Arbitrary<ItemValue> values(int depth) {
        Arbitrary<ItemValue.N> numbers = Arbitraries.bigDecimals().map(n -> new ItemValue.N(n.toString()));
        Arbitrary<ItemValue.B> binaries = Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(5)
                .map(bytes -> new ItemValue.B(ByteBuffer.wrap(bytes)));
        Arbitrary<ItemValue> flat = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(5).map(ItemValue.S::new),
                numbers,
                binaries,
                Arbitraries.of(true, false).map(ItemValue.Bool::new),
                Arbitraries.just(new ItemValue.Null()),
                Arbitraries.strings().list().ofMaxSize(3).map(ItemValue.SS::new),
                numbers.list().ofMaxSize(3).map(ItemValue.NS::new),
                binaries.list().ofMaxSize(3).map(ItemValue.BS::new));
        return depth == 0
                ? flat
                : Arbitraries.oneOf(
                        flat,
                        Arbitraries.lazy(() -> values(depth - 1))
                                .list()
                                .ofMaxSize(3)
                                .map(ItemValue.L::new),
                        Arbitraries.maps(
                                        Arbitraries.strings().ofMaxLength(5), Arbitraries.lazy(() -> values(depth - 1)))
                                .ofMaxSize(3)
                                .map(ItemValue.M::new));
    }

    @Property(tries = 300)
    void anEventIsDecodedAsItWas(@ForAll("attributes") Map<String, ItemValue> attributes) {
        ChangeEvent event =
                change(Operation.MODIFY, "orders", "a", 1, item("a", Map.of("x", text("y"))), item("a", attributes));

        assertThat(EncodedEvent.of(event).decode()).isEqualTo(event);
    }

    @Property(tries = 300)
    void whatIsPutTogetherForASubscriberIsWhatProtobufWouldWrite(
            @ForAll("attributes") Map<String, ItemValue> attributes,
            @ForAll Operation operation,
            @ForAll Operation told,
            @ForAll Images images)
            throws IOException {
        ChangeEvent event = change(operation, "orders", "a", 1, item("a", attributes), item("a", attributes));
        EncodedEvent encoded = EncodedEvent.of(event);
        Batch batch = new Batch();
        batch.add(encoded, told, images);
        batch.add(encoded, operation, Images.NEW_AND_OLD);

        SubscribeResponse response = SubscribeResponse.parseFrom(drained(batch.response(TOKEN)));

        assertThat(response.getResumeToken()).isEqualTo("token");
        assertThat(response.getEvents().getEventsCount()).isEqualTo(2);
        io.changefeed.grpc.v1.ChangeEvent one = response.getEvents().getEvents(0);
        io.changefeed.grpc.v1.ChangeEvent whole = response.getEvents().getEvents(1);
        assertThat(one.getOperation()).isEqualTo(Operations.message(told));
        assertThat(one.hasBefore()).isEqualTo(event.before().isPresent() && told.hasBefore() && images.isOldWanted());
        assertThat(one.hasAfter()).isEqualTo(event.after().isPresent() && told.hasAfter() && images.isNewWanted());
        io.changefeed.grpc.v1.ChangeEvent.Builder rest = whole.toBuilder().setOperation(one.getOperation());
        if (!one.hasBefore()) {
            rest.clearBefore();
        }
        if (!one.hasAfter()) {
            rest.clearAfter();
        }
        assertThat(one).isEqualTo(rest.build());
    }

    private static byte[] drained(Payload payload) throws IOException {
        try (InputStream in = Payload.MARSHALLER.stream(payload)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            int known = in.available();
            ((Drainable) in).drainTo(out);
            assertThat(out.size()).isEqualTo(known);
            return out.toByteArray();
        }
    }

    @Test
    void aPayloadIsReadByteByByteAsItIsDrained() throws IOException {
        Batch batch = new Batch();
        batch.add(
                EncodedEvent.of(change(Operation.INSERT, "orders", "a", 1, Optional.empty(), item("a", Map.of()))),
                Operation.INSERT,
                Images.KEYS_ONLY);
        Payload payload = batch.response(TOKEN);

        try (InputStream in = Payload.MARSHALLER.stream(payload)) {
            assertThat(in.readAllBytes()).isEqualTo(drained(payload));
        }
    }

    @Test
    void anItemThatIsNestedAsDeeplyAsDynamoDbAllowsIsReadByAClientWithItsUsualLimits() throws IOException {
        ItemValue value = text("deep");
        for (int level = 1; level < 32; level++) {
            value = new ItemValue.M(new LinkedHashMap<>(Map.of("m", value)));
        }
        Batch batch = new Batch();
        batch.add(
                EncodedEvent.of(
                        change(Operation.INSERT, "orders", "a", 1, Optional.empty(), item("a", Map.of("m", value)))),
                Operation.INSERT,
                Images.NEW);

        assertThat(SubscribeResponse.parseFrom(drained(batch.response(TOKEN)))
                        .getEvents()
                        .getEventsList())
                .hasSize(1);
    }
}
