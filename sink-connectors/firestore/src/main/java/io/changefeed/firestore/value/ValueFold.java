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

/** Converts the value at a path of an item. */
final class ValueFold implements ItemValue.Fold<Value> {
    /** Firestore's limits on the size and nesting of values. */
    private static final int MAX_BYTES = (1 << 20) - 89;

    private static final int MAX_DEPTH = 20;

    private final NumberMode numbers;
    private final Path path;
    private final int depth;
    private final boolean inArray;

    /** For a top-level attribute. */
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
        requireSize(Utf8Length.of(text, path));
        return Value.newBuilder().setStringValue(text).build();
    }

    @Override
    public Value number(String digits) {
        return numbers.value(digits)
                .orElseThrow(() -> new RejectedEventException(path + ": the number is outside the range of a double;"
                        + " number.mode=precise or string would store it as a string"));
    }

    @Override
    public Value binary(ByteBuffer bytes) {
        requireSize(bytes.remaining());
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
        requireDepth(depth + 1);
        Map<String, Value> fields = new LinkedHashMap<>();
        entries.forEach((name, value) -> {
            fields.put(
                    FieldNames.of(name, path), value.fold(new ValueFold(numbers, path.field(name), depth + 1, false)));
        });
        return FirestoreValues.map(fields);
    }

    @Override
    public Value list(List<ItemValue> elements) {
        // An array in an array is wrapped in a map, which counts too.
        int nested = depth + (inArray ? 2 : 1);
        requireDepth(nested);
        ArrayValue.Builder array = ArrayValue.newBuilder();
        for (int i = 0; i < elements.size(); i++) {
            array.addValues(elements.get(i).fold(new ValueFold(numbers, path.element(i), nested, true)));
        }
        Value value = Value.newBuilder().setArrayValue(array).build();
        return inArray ? FirestoreValues.map(Map.of(FirestoreValues.ARRAY, value)) : value;
    }

    @Override
    public Value stringSet(List<String> texts) {
        return list(texts.stream().<ItemValue>map(ItemValue.S::new).toList());
    }

    @Override
    public Value numberSet(List<ItemValue.N> numberSet) {
        return list(List.copyOf(numberSet));
    }

    @Override
    public Value binarySet(List<ItemValue.B> binaries) {
        return list(List.copyOf(binaries));
    }

    private void requireSize(int bytes) {
        if (bytes > MAX_BYTES) {
            throw new RejectedEventException(
                    path + ": the value has " + bytes + " bytes, but Firestore allows at most " + MAX_BYTES);
        }
    }

    private void requireDepth(int nested) {
        if (nested > MAX_DEPTH) {
            throw new RejectedEventException(path + ": maps and lists are nested more than " + MAX_DEPTH
                    + " levels deep, which is Firestore's limit (a list in a list counts twice)");
        }
    }
}
