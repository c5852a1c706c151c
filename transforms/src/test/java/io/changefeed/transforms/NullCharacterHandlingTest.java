/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import static io.changefeed.transforms.TestEvents.flattened;
import static io.changefeed.transforms.TestEvents.item;
import static io.changefeed.transforms.TestEvents.record;
import static io.changefeed.transforms.TestEvents.withKey;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.ItemValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sinks for PostgreSQL cannot store the null character and stop at it. */
class NullCharacterHandlingTest {
    private static final Map<String, String> REJECT = Map.of("null.character.handling.mode", "reject");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"S\":\"a\\u0000b\"}| after.item.v: the text contains the null character U+0000",
                "{\"SS\":[\"a\",\"\\u0000\"]}| after.item.v: a text of the set contains",
                "{\"L\":[{\"N\":\"1\"},{\"S\":\"\\u0000\"}]}| after.item.v[1]: the text contains",
                "{\"M\":{\"a\":{\"M\":{\"b\":{\"S\":\"\\u0000\"}}}}}| after.item.v.a.b: the text contains",
                "{\"M\":{\"\\u0000\":{\"N\":\"1\"}}}| after.item.v: the name of an attribute contains",
            })
    void textWithANullCharacterIsRejectedAtEveryDepth(String value, String message) {
        assertThatThrownBy(() -> flattened(record(TestEvents.insert(item("\"v\":" + value))), REJECT))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(message);
        for (String type : new String[] {"json", "dynamodb_json"}) {
            assertThatThrownBy(() -> flattened(
                            record(TestEvents.insert(item("\"v\":" + value))),
                            rejecting(Map.of("fields", "id string, v " + type))))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(message);
        }
        assertThatThrownBy(() -> flattened(
                        record(TestEvents.insert(item("\"v\":" + value))),
                        rejecting(Map.of("fields", "id string", "undeclared.attributes", "json"))))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void nameWithANullCharacterIsRejected() {
        assertThatThrownBy(() -> flattened(record(TestEvents.insert(item("\"a\\u0000\":{\"N\":\"1\"}"))), REJECT))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("after.item: the name of an attribute contains");
    }

    @Test
    void keyIsCheckedEvenIfTheRowDoesNotContainIt() {
        assertThatThrownBy(() -> flattened(
                        record(withKey(TestEvents.insert(item("")), new ItemValue.S("\0"))),
                        rejecting(Map.of("fields", "v int", "undeclared.attributes", "ignore"))))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("source.key.id: the text contains");
    }

    @Test
    void ignoredAttributesAreNotChecked() {
        assertThatCode(() -> flattened(
                        record(TestEvents.insert(item("\"v\":{\"S\":\"\\u0000\"}"))),
                        rejecting(Map.of("fields", "id string", "undeclared.attributes", "ignore"))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"S\":\"\\\\u0000\"}",
                "{\"B\":\"AA==\"}",
                "{\"L\":[{\"BS\":[\"AA==\"]},{\"N\":\"0\"},{\"NULL\":true},{\"BOOL\":false}]}"
            })
    void otherValuesAreAccepted(String value) {
        assertThat(flattened(record(TestEvents.insert(item("\"v\":" + value))), REJECT))
                .isNotNull();
    }

    @Test
    void nullCharactersAreKeptByDefault() {
        Struct row = (Struct) requireNonNull(flattened(
                        record(TestEvents.insert(item("\"v\":{\"S\":\"a\\u0000b\"}"))),
                        Map.of("fields", "id string, v string")))
                .value();

        assertThat(row.get("v")).isEqualTo("a\0b");
    }

    private static Map<String, String> rejecting(Map<String, String> properties) {
        Map<String, String> all = new LinkedHashMap<>(properties);
        all.putAll(REJECT);
        return all;
    }
}
