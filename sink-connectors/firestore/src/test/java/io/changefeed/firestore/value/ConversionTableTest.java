/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.Path;
import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the conversion table in {@code docs/sinks/firestore.md}. */
class ConversionTableTest {
    private static final List<String> TYPES = List.of("S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS");

    record Row(String item, String document, NumberMode mode, boolean exact) {}

    static List<Row> rows() throws IOException {
        try (Stream<String> lines = Files.lines(ProjectFolder.find().resolve("docs/sinks/firestore.md"))) {
            return lines.filter(line -> line.startsWith("| `{"))
                    .map(ConversionTableTest::row)
                    .toList();
        }
    }

    private static Row row(String line) {
        String[] cells = Arrays.stream(line.substring(1).split("\\|", -1))
                .map(cell -> cell.strip().replace("`", ""))
                .toArray(String[]::new);
        NumberMode mode =
                cells[2].isEmpty() ? NumberMode.PRECISE : NumberMode.valueOf(cells[2].toUpperCase(Locale.ROOT));
        return new Row(cells[0], cells[1], mode, cells[3].startsWith("yes"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void valueIsConvertedAsDocumented(Row row) throws InvalidProtocolBufferException {
        Value.Builder expected = Value.newBuilder();
        JsonFormat.parser().merge(row.document(), expected);
        Item item = ItemFormat.DYNAMODB_JSON.json().item("{\"a\": " + row.item() + "}");

        Value value = requireNonNull(
                new FirestoreValues(row.mode()).fields(item, Path.ROOT).get("a"));

        assertThat(value).isEqualTo(expected.build());
        Object restored = ValueInverse.value(value);
        Object original = ValueInverse.expected(requireNonNull(item.attributes().get("a")));
        assertThat(restored.equals(original)
                        || (row.mode() == NumberMode.STRING && restored.equals(original.toString())))
                .as("whether the conversion is reversible")
                .isEqualTo(row.exact());
    }

    @Test
    void tableContainsAllAttributeTypes() throws IOException {
        List<String> rows = rows().stream().map(Row::item).toList();

        assertThat(TYPES).allMatch(type -> rows.stream().anyMatch(row -> row.startsWith("{\"" + type + "\":")));
    }
}
