/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.S;
import io.changefeed.firestore.FirestoreEvents;
import io.changefeed.testing.RandomInputs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DocumentNamesPropertyTest {
    /** Configurations that must be injective. */
    private static final List<DocumentNames> INJECTIVE = List.of(
            names("${table}", "key"),
            names("${table}", "hash"),
            names("${table}", "${pk}-${sk}"),
            names("${table}", "a ${sk}__${pk}__"),
            names("${table}/${pk}/items", "${sk}"),
            names("x${pk}/y/${sk}x", "key"));

    @Test
    void differentKeysNeverShareADocument() {
        RandomInputs.check(200, in -> {
            Set<ItemKey> keys = keysOfATable(in);
            for (DocumentNames names : INJECTIVE) {
                Map<String, ItemKey> owners = new HashMap<>();
                for (ItemKey key : keys) {
                    owners.put(names.of(FirestoreEvents.remove(key, 1)), key);
                }
                assertThat(owners).hasSameSizeAs(keys);
            }
        });
    }

    @Test
    void idsAreLegalInFirestore() {
        RandomInputs.check(200, in -> {
            Set<ItemKey> keys = keysOfATable(in);
            for (DocumentNames names : INJECTIVE) {
                for (ItemKey key : keys) {
                    String name = names.of(FirestoreEvents.remove(key, 1));
                    assertThat(name.split("/", -1)).allMatch(DocumentNamesPropertyTest::isLegal);
                }
            }
        });
    }

    private static boolean isLegal(String id) {
        return !id.isEmpty()
                && !id.equals(".")
                && !id.equals("..")
                && !(id.length() >= 4 && id.startsWith("__") && id.endsWith("__"))
                && id.getBytes(StandardCharsets.UTF_8).length <= 1_500;
    }

    @Test
    void hashesOfIncreasingKeysAreEvenlyDistributed() {
        RandomInputs.check(20, in -> {
            DocumentNames hash = names("${table}", "hash");
            long start = in.integer(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2);
            int[] counts = new int[16];
            for (int i = 0; i < 1_600; i++) {
                String name = hash.of(FirestoreEvents.remove(FirestoreEvents.key(new N(Long.toString(start + i))), 1));
                counts[Character.digit(name.charAt("orders/".length()), 16)]++;
            }
            assertThat(Arrays.stream(counts).boxed())
                    .as("100 expected for each digit")
                    .allMatch(count -> count > 50 && count < 150);
        });
    }

    /** Many keys from few characters, so that collisions are likely. */
    private static Set<ItemKey> keysOfATable(RandomInputs in) {
        Supplier<ItemValue> text = () -> new S(in.text("a|-/%._ x2F~\u0000", 0, 4));
        Supplier<ItemValue> longText = () -> {
            String part = in.oneOf("x", "__", "/");
            return new S(part.repeat(1_600) + part);
        };
        Supplier<ItemValue> anyText = () -> in.choose(text, longText);
        Supplier<ItemValue> number = () -> new N(in.oneOf("1", "-1", "11", "0.1", "1E+3", "1000"));
        Supplier<ItemValue> binary = () -> B.of(in.bytes(0, 2));
        return in.choose(
                () -> keys(in, anyText, anyText),
                () -> keys(in, text, number),
                () -> keys(in, binary, text),
                () -> keys(in, number, binary));
    }

    private static Set<ItemKey> keys(RandomInputs in, Supplier<ItemValue> pk, Supplier<ItemValue> sk) {
        return new HashSet<>(in.list(20, 60, () -> FirestoreEvents.key(pk.get(), sk.get())));
    }

    private static DocumentNames names(String collection, String id) {
        return new DocumentNames(new PathTemplate(collection), DocumentId.parse(id));
    }
}
