/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.NullValue;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The value at one place of an item. */
final class ValueFold implements ItemValue.Fold<Value> {
    /** Firestore's limits: of a value's bytes, and of maps and arrays within each other. */
    private static final int LONGEST = (1 << 20) - 89;

    private static final int DEEPEST = 20;

    private final NumberMode numbers;
    private final Path path;
    private final int depth;
    private final boolean inArray;

    /** For an attribute. */
    ValueFold(NumberMode numbers, Path path) {
        this(numbers, path, 0, false);
    }

    private ValueFold(NumberMode numbers, Path path, int depth, boolean inArray) {
        this.numbers = numbers;
        this.path = path;
        this.depth = depth;
        this.inArray = inArray;
    }

    @Override
    public Value string(String text) {
        requireShort(Utf8Length.bytes(text, path));
        return Value.newBuilder().setStringValue(text).build();
    }

    @Override
    public Value number(String digits) {
        return numbers.value(digits)
                .orElseThrow(
                        () -> new RejectedEventException(path + ": the number is beyond the range of a double; with"
                                + " number.mode=precise or string it would become text"));
    }

    @Override
    public Value binary(ByteBuffer bytes) {
        requireShort(bytes.remaining());
        return Value.newBuilder().setBytesValue(ByteString.copyFrom(bytes)).build();
    }

    @Override
    public Value bool(boolean value) {
        return Value.newBuilder().setBooleanValue(value).build();
    }

    @Override
    public Value nul() {
        return Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
    }

    @Override
    public Value map(Map<String, ItemValue> entries) {
        requireFlat(depth + 1);
        Map<String, Value> fields = new LinkedHashMap<>();
        entries.forEach((name, value) -> {
            fields.put(
                    FieldNames.of(name, path), value.fold(new ValueFold(numbers, path.field(name), depth + 1, false)));
        });
        return FirestoreValues.map(fields);
    }

    @Override
    public Value list(List<ItemValue> elements) {
        // In an array, the map that stands for this one counts too.
        int within = depth + (inArray ? 2 : 1);
        requireFlat(within);
        ArrayValue.Builder array = ArrayValue.newBuilder();
        for (int i = 0; i < elements.size(); i++) {
            array.addValues(elements.get(i).fold(new ValueFold(numbers, path.element(i), within, true)));
        }
        Value value = Value.newBuilder().setArrayValue(array).build();
        return inArray ? FirestoreValues.map(Map.of(FirestoreValues.ARRAY, value)) : value;
    }

    @Override
    public Value stringSet(List<String> texts) {
        return list(texts.stream().<ItemValue>map(ItemValue.S::new).toList());
    }

    @Override
    public Value numberSet(List<ItemValue.N> numbersOfSet) {
        return list(List.copyOf(numbersOfSet));
    }

    @Override
    public Value binarySet(List<ItemValue.B> binaries) {
        return list(List.copyOf(binaries));
    }

    private void requireShort(int bytes) {
        if (bytes > LONGEST) {
            throw new RejectedEventException(
                    path + ": the value has " + bytes + " bytes, and Firestore takes at most " + LONGEST);
        }
    }

    private void requireFlat(int within) {
        if (within > DEEPEST) {
            throw new RejectedEventException(path + ": maps and lists are nested more deeply than Firestore's "
                    + DEEPEST + " levels (a list in a list takes two)");
        }
    }
}
