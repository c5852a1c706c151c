/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.recipes;

import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.N;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items as the SDK has them, and back. */
final class Sdk implements ItemValue.Fold<AttributeValue> {
    private Sdk() {}

    static Map<String, AttributeValue> attributes(Item item) {
        return all(item.attributes());
    }

    private static Map<String, AttributeValue> all(Map<String, ItemValue> values) {
        Map<String, AttributeValue> sdk = new LinkedHashMap<>();
        values.forEach((name, value) -> sdk.put(name, value.fold(new Sdk())));
        return sdk;
    }

    static Item item(Map<String, AttributeValue> attributes) {
        return new Item(values(attributes));
    }

    private static Map<String, ItemValue> values(Map<String, AttributeValue> attributes) {
        Map<String, ItemValue> values = new LinkedHashMap<>();
        attributes.forEach((name, value) -> values.put(name, value(value)));
        return values;
    }

    private static ItemValue value(AttributeValue value) {
        return switch (value.type()) {
            case S -> new ItemValue.S(value.s());
            case N -> new N(value.n());
            case B -> B.of(value.b().asByteArray());
            case BOOL -> new ItemValue.Bool(value.bool());
            case NUL -> new ItemValue.Null();
            case M -> new ItemValue.M(values(value.m()));
            case L -> new ItemValue.L(value.l().stream().map(Sdk::value).toList());
            case SS -> new ItemValue.SS(value.ss());
            case NS -> new ItemValue.NS(value.ns().stream().map(N::new).toList());
            case BS ->
                new ItemValue.BS(value.bs().stream()
                        .map(bytes -> B.of(bytes.asByteArray()))
                        .toList());
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("unknown: " + value);
        };
    }

    @Override
    public AttributeValue string(String text) {
        return AttributeValue.fromS(text);
    }

    @Override
    public AttributeValue number(String digits) {
        return AttributeValue.fromN(digits);
    }

    @Override
    public AttributeValue binary(ByteBuffer bytes) {
        return AttributeValue.fromB(SdkBytes.fromByteBuffer(bytes));
    }

    @Override
    public AttributeValue bool(boolean value) {
        return AttributeValue.fromBool(value);
    }

    @Override
    public AttributeValue nul() {
        return AttributeValue.fromNul(true);
    }

    @Override
    public AttributeValue map(Map<String, ItemValue> entries) {
        return AttributeValue.fromM(all(entries));
    }

    @Override
    public AttributeValue list(List<ItemValue> elements) {
        return AttributeValue.fromL(
                elements.stream().map(each -> each.fold(this)).toList());
    }

    @Override
    public AttributeValue stringSet(List<String> texts) {
        return AttributeValue.fromSs(texts);
    }

    @Override
    public AttributeValue numberSet(List<N> numbers) {
        return AttributeValue.fromNs(numbers.stream().map(N::digits).toList());
    }

    @Override
    public AttributeValue binarySet(List<B> binaries) {
        return AttributeValue.fromBs(binaries.stream()
                .map(each -> SdkBytes.fromByteBuffer(each.bytes()))
                .toList());
    }
}
