/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Value;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.L;
import io.changefeed.event.ItemValue.M;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.Path;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class FirestoreValuesTest {
    private static final Path AFTER = Path.ROOT.field("after");

    /** Other sinks convert 1.5 to 1, fail on sets and binary values, and drop empty strings. */
    @Test
    void fractionsSetsBinaryAndEmptyStringsArePreserved() {
        Map<String, Value> fields = fields(ItemFormat.DYNAMODB_JSON
                .json()
                .item(
                        "{\"f\":{\"N\":\"1.5\"},\"e\":{\"S\":\"\"},\"ns\":{\"NS\":[\"1\",\"1.5\"]},\"b\":{\"B\":\"AP8=\"},"
                                + "\"bs\":{\"BS\":[\"AA==\",\"AQ==\"]}}"));

        assertThat(ValueInverse.fields(fields))
                .isEqualTo(Map.of(
                        "f", new BigDecimal("1.5"),
                        "e", "",
                        "ns", List.of(BigDecimal.ONE, new BigDecimal("1.5")),
                        "b", ByteBuffer.wrap(new byte[] {0, -1}),
                        "bs", List.of(ByteBuffer.wrap(new byte[] {0}), ByteBuffer.wrap(new byte[] {1}))));
    }

    @Test
    void unsupportedValueIsRejectedWithItsPath() {
        rejected(new M(Map.of("lines", new L(List.of(new S("a"), new S("x".repeat(1_048_488)))))))
                .hasMessageStartingWith("after.a.lines[1]: the value has 1048488 bytes");
        rejected(new ItemValue.B(ByteBuffer.allocate(1_048_488))).hasMessageStartingWith("after.a: ");
        rejected(new M(Map.of("n".repeat(1_501), new S("")))).hasMessageStartingWith("after.a['nnnn");
        rejected(new S("\ud800")).hasMessageStartingWith("after.a: the text is not valid Unicode");
        rejected(nestedMaps(21)).hasMessageContaining("nested more than 20 levels deep");
        rejected(nestedLists(11)).hasMessageContaining("nested more than 20 levels deep");
        rejected(nestedMaps(20, new L(List.of()))).hasMessageContaining("nested more than 20 levels deep");
        assertThatThrownBy(() -> new FirestoreValues(NumberMode.DOUBLE).fields(item(new N("1E400")), AFTER))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageStartingWith("after.a: the number");
    }

    @Test
    void valuesAtTheLimitsAreAccepted() {
        assertThat(fields(item(nestedMaps(20)))).hasSize(1);
        assertThat(fields(item(nestedMaps(19, new L(List.of()))))).hasSize(1);
        assertThat(fields(item(nestedLists(10)))).as("19 levels").hasSize(1);
        assertThat(fields(item(new S("x".repeat(1_048_487))))).hasSize(1);
        assertThat(fields(new Item(Map.of("n".repeat(1_500), new S(""))))).hasSize(1);
    }

    @Test
    void fieldNameIsQuotedForAMask() {
        assertThat(FieldNames.quoted("order_id9")).isEqualTo("order_id9");
        assertThat(FieldNames.quoted("9th")).isEqualTo("`9th`");
        assertThat(FieldNames.quoted("a.`b\\")).isEqualTo("`a.\\`b\\\\`");
    }

    @Test
    void attributesHaveDistinctFields() {
        Item item = new Item(
                Map.of("", new S("1"), "%", new S("2"), "__a__", new S("3"), "%5F_a__", new S("4"), "%25", new S("5")));

        assertThat(fields(item)).hasSize(5);
        assertThat(ValueInverse.fields(fields(item))).isEqualTo(ValueInverse.expected(item));
    }

    /** The example from Firestore's documentation. */
    @Test
    void documentSizeMatchesTheDocumentation() {
        Map<String, Value> fields = fields(ItemFormat.DYNAMODB_JSON
                .json()
                .item("{\"type\":{\"S\":\"Personal\"},\"done\":{\"BOOL\":false},\"priority\":{\"N\":\"1\"},"
                        + "\"description\":{\"S\":\"Learn Cloud Firestore\"}}"));

        assertThat(DocumentSize.of("users/jeff/tasks/my_task_id", fields)).isEqualTo(147);
    }

    private static ItemValue nestedMaps(int levels) {
        return nestedMaps(levels, new S(""));
    }

    private static ItemValue nestedLists(int levels) {
        ItemValue value = new S("");
        for (int i = 0; i < levels; i++) {
            value = new L(List.of(value));
        }
        return value;
    }

    private static ItemValue nestedMaps(int levels, ItemValue innermost) {
        ItemValue value = innermost;
        for (int i = 0; i < levels; i++) {
            value = new M(Map.of("m", value));
        }
        return value;
    }

    private static AbstractThrowableAssert<?, ?> rejected(ItemValue value) {
        return assertThatThrownBy(() -> fields(item(value))).isInstanceOf(RejectedEventException.class);
    }

    private static Item item(ItemValue value) {
        return new Item(Map.of("a", value));
    }

    private static Map<String, Value> fields(Item item) {
        return new FirestoreValues(NumberMode.PRECISE).fields(item, AFTER);
    }
}
