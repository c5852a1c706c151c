/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.text;
import static io.changefeed.delivery.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.DroppedImages;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.Source;
import io.changefeed.event.UserIdentity;
import io.changefeed.event.ViewType;
import io.changefeed.grpc.v1.SubscribeResponse;
import io.changefeed.testing.RandomInputs;
import io.grpc.Drainable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EncodedEventTest {
    private static final ByteString TOKEN = ByteString.copyFromUtf8("token");

    private static Map<String, ItemValue> attributes(RandomInputs in, int depth) {
        Map<String, ItemValue> attributes = new LinkedHashMap<>();
        for (int count = in.integer(0, 4); count > 0; count--) {
            attributes.put(in.text(0, 5), value(in, depth));
        }
        return attributes;
    }

    private static ItemValue value(RandomInputs in, int depth) {
        return in.<ItemValue>choose(
                () -> new ItemValue.S(in.text(0, 5)),
                () -> number(in),
                () -> binary(in),
                () -> new ItemValue.Bool(in.bool()),
                ItemValue.Null::new,
                () -> new ItemValue.SS(in.list(0, 3, () -> in.text(0, 5))),
                () -> new ItemValue.NS(in.list(0, 3, () -> number(in))),
                () -> new ItemValue.BS(in.list(0, 3, () -> binary(in))),
                () -> depth == 0 ? new ItemValue.Null() : new ItemValue.L(in.list(0, 3, () -> value(in, depth - 1))),
                () -> depth == 0 ? new ItemValue.Null() : new ItemValue.M(attributes(in, depth - 1)));
    }

    private static ItemValue.N number(RandomInputs in) {
        return new ItemValue.N(
                BigDecimal.valueOf(in.random().nextLong(), in.integer(-20, 20)).toString());
    }

    private static ItemValue.B binary(RandomInputs in) {
        return new ItemValue.B(ByteBuffer.wrap(in.bytes(0, 5)));
    }

    @Test
    void decodesWhatItEncodes() {
        RandomInputs.check(300, in -> {
            ChangeEvent event = change(
                    Operation.MODIFY,
                    "orders",
                    "a",
                    1,
                    item("a", Map.of("x", text("y"))),
                    item("a", attributes(in, 3)));

            assertThat(EncodedEvent.of(event).decode()).isEqualTo(event);
        });
    }

    @Test
    void decodesEveryFieldOfTheSource() {
        RandomInputs.check(200, in -> {
            ChangeEvent event = update("a", 1);
            ChangeEvent withSource = new ChangeEvent(
                    event.operation(), event.key(), event.before(), event.after(), source(in), event.time());

            assertThat(EncodedEvent.of(withSource).decode()).isEqualTo(withSource);
        });
    }

    private static Source source(RandomInputs in) {
        return new Source(
                in.text(1, 5),
                in.text(1, 5),
                Instant.ofEpochMilli(in.integer(0, 2_000_000_000_000L)),
                in.oneOf(Source.Snapshot.values()),
                in.text(1, 5),
                in.text(1, 5),
                in.text(1, 5),
                in.optional(() -> in.text(1, 5)),
                in.optional(() -> in.text(1, 5)),
                in.optional(() -> in.text(1, 5)),
                update("a", 1).source().order(),
                in.text(1, 5),
                in.optional(() -> in.oneOf(ViewType.values())),
                in.integer(0, Long.MAX_VALUE - 1),
                in.bool(),
                in.optional(() -> new UserIdentity(in.text(1, 5), in.text(1, 5))),
                in.optional(() -> in.text(1, 5)),
                in.optional(() -> in.oneOf(DroppedImages.values())));
    }

    @Test
    void assembledResponseEqualsTheProtobufEncoding() {
        RandomInputs.check(300, in -> {
            Operation operation = in.oneOf(Operation.values());
            Operation derived = in.oneOf(Operation.INSERT, Operation.REMOVE);
            assertAssembled(attributes(in, 3), operation, in.bool() ? derived : operation, in.oneOf(Images.values()));
        });
    }

    private static void assertAssembled(
            Map<String, ItemValue> attributes, Operation operation, Operation visibleAs, Images images)
            throws IOException {
        ChangeEvent event = change(operation, "orders", "a", 1, item("a", attributes), item("a", attributes));
        EncodedEvent encoded = EncodedEvent.of(event);
        ResponseBatch batch = new ResponseBatch();
        batch.add(encoded, visibleAs, images);
        batch.add(encoded, operation, Images.NEW_AND_OLD);

        SubscribeResponse response = SubscribeResponse.parseFrom(drained(batch.response(TOKEN)));

        assertThat(response.getResumeToken()).isEqualTo("token");
        assertThat(response.getEvents().getEventsCount()).isEqualTo(2);
        io.changefeed.grpc.v1.ChangeEvent one = response.getEvents().getEvents(0);
        io.changefeed.grpc.v1.ChangeEvent whole = response.getEvents().getEvents(1);
        assertThat(one.getOperation()).isEqualTo(OperationMessages.message(visibleAs));
        assertThat(one.hasBefore())
                .isEqualTo(event.before().isPresent() && visibleAs.hasBefore() && images.includesOld());
        assertThat(one.hasAfter()).isEqualTo(event.after().isPresent() && visibleAs.hasAfter() && images.includesNew());
        io.changefeed.grpc.v1.ChangeEvent.Builder rest = whole.toBuilder().setOperation(one.getOperation());
        if (visibleAs == Operation.REMOVE && operation != Operation.REMOVE) {
            Source removed = event.toRemove().source();
            rest.setEventId(removed.eventId()).setOrder(removed.order().text());
            assertThat(one.getEventId()).isEqualTo(whole.getEventId() + "-left");
            assertThat(one.getOrder()).isLessThan(whole.getOrder());
        }
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
    void readAndDrainReturnTheSameBytes() throws IOException {
        ResponseBatch batch = new ResponseBatch();
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
    void clientsParseTheDeepestItemThatDynamoDbAllows() throws IOException {
        ItemValue value = text("deep");
        for (int level = 1; level < 32; level++) {
            value = new ItemValue.M(new LinkedHashMap<>(Map.of("m", value)));
        }
        ResponseBatch batch = new ResponseBatch();
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
