/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import com.google.protobuf.ByteString;
import io.changefeed.grpc.v1.BinarySet;
import io.changefeed.grpc.v1.Item;
import io.changefeed.grpc.v1.ItemList;
import io.changefeed.grpc.v1.ItemValue;
import io.changefeed.grpc.v1.StringSet;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts item values to protobuf messages and back without loss. */
public final class ValueMessages {
    private static final MessageFold TO_MESSAGE = new MessageFold();

    private ValueMessages() {}

    static Item item(Map<String, io.changefeed.event.ItemValue> attributes) {
        Item.Builder item = Item.newBuilder();
        attributes.forEach((name, value) -> item.putAttributes(name, value(value)));
        return item.build();
    }

    private static ItemValue value(io.changefeed.event.ItemValue value) {
        return value.fold(TO_MESSAGE);
    }

    /**
     * Parses values.
     *
     * @throws IllegalArgumentException if a value has no type or a number is malformed
     */
    public static Map<String, io.changefeed.event.ItemValue> attributes(Map<String, ItemValue> messages) {
        Map<String, io.changefeed.event.ItemValue> attributes = new LinkedHashMap<>();
        messages.forEach((name, message) -> attributes.put(name, value(message)));
        return attributes;
    }

    private static io.changefeed.event.ItemValue value(ItemValue message) {
        return switch (message.getValueCase()) {
            case S -> new io.changefeed.event.ItemValue.S(message.getS());
            case N -> new io.changefeed.event.ItemValue.N(message.getN());
            case B -> binary(message.getB());
            case BOOL -> new io.changefeed.event.ItemValue.Bool(message.getBool());
            case NULL -> new io.changefeed.event.ItemValue.Null();
            case M ->
                new io.changefeed.event.ItemValue.M(attributes(message.getM().getAttributesMap()));
            case L ->
                new io.changefeed.event.ItemValue.L(message.getL().getValuesList().stream()
                        .map(ValueMessages::value)
                        .toList());
            case SS -> new io.changefeed.event.ItemValue.SS(message.getSs().getValuesList());
            case NS ->
                new io.changefeed.event.ItemValue.NS(message.getNs().getValuesList().stream()
                        .map(io.changefeed.event.ItemValue.N::new)
                        .toList());
            case BS ->
                new io.changefeed.event.ItemValue.BS(message.getBs().getValuesList().stream()
                        .map(ValueMessages::binary)
                        .toList());
            case VALUE_NOT_SET -> throw new IllegalArgumentException("the value has no type: set one of s, n, b, …");
        };
    }

    private static io.changefeed.event.ItemValue.B binary(ByteString bytes) {
        return new io.changefeed.event.ItemValue.B(bytes.asReadOnlyByteBuffer());
    }

    private static final class MessageFold implements io.changefeed.event.ItemValue.Fold<ItemValue> {
        @Override
        public ItemValue string(String text) {
            return ItemValue.newBuilder().setS(text).build();
        }

        @Override
        public ItemValue number(String digits) {
            return ItemValue.newBuilder().setN(digits).build();
        }

        @Override
        public ItemValue binary(ByteBuffer bytes) {
            return ItemValue.newBuilder().setB(ByteString.copyFrom(bytes)).build();
        }

        @Override
        public ItemValue bool(boolean value) {
            return ItemValue.newBuilder().setBool(value).build();
        }

        @Override
        public ItemValue nul() {
            return ItemValue.newBuilder().setNull(true).build();
        }

        @Override
        public ItemValue map(Map<String, io.changefeed.event.ItemValue> entries) {
            return ItemValue.newBuilder().setM(item(entries)).build();
        }

        @Override
        public ItemValue list(List<io.changefeed.event.ItemValue> elements) {
            ItemList.Builder list = ItemList.newBuilder();
            elements.forEach(element -> list.addValues(value(element)));
            return ItemValue.newBuilder().setL(list).build();
        }

        @Override
        public ItemValue stringSet(List<String> texts) {
            return ItemValue.newBuilder()
                    .setSs(StringSet.newBuilder().addAllValues(texts))
                    .build();
        }

        @Override
        public ItemValue numberSet(List<io.changefeed.event.ItemValue.N> numbers) {
            StringSet.Builder set = StringSet.newBuilder();
            numbers.forEach(number -> set.addValues(number.digits()));
            return ItemValue.newBuilder().setNs(set).build();
        }

        @Override
        public ItemValue binarySet(List<io.changefeed.event.ItemValue.B> binaries) {
            BinarySet.Builder set = BinarySet.newBuilder();
            binaries.forEach(binary -> set.addValues(ByteString.copyFrom(binary.bytes())));
            return ItemValue.newBuilder().setBs(set).build();
        }
    }
}
