/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

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

/** Converts item values to attribute values of the AWS SDK. */
public final class AttributeValues implements ItemValue.Fold<AttributeValue> {
    private static final AttributeValues INSTANCE = new AttributeValues();

    private AttributeValues() {}

    /** Converts the attributes of an item and keeps their order. */
    public static Map<String, AttributeValue> of(Item item) {
        return of(item.attributes());
    }

    /** Converts named values and keeps their order. */
    public static Map<String, AttributeValue> of(Map<String, ItemValue> values) {
        return INSTANCE.entries(values);
    }

    private Map<String, AttributeValue> entries(Map<String, ItemValue> values) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        values.forEach((name, value) -> attributes.put(name, value.fold(this)));
        return attributes;
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
    public AttributeValue map(Map<String, ItemValue> values) {
        return AttributeValue.fromM(entries(values));
    }

    @Override
    public AttributeValue list(List<ItemValue> elements) {
        return AttributeValue.fromL(
                elements.stream().map(element -> element.fold(this)).toList());
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
                .map(binary -> SdkBytes.fromByteBuffer(binary.bytes()))
                .toList());
    }
}
