/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.S;
import io.changefeed.firestore.FirestoreEvents;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DocumentNamesProperties {
    /** All that is meant to be injective. */
    private static final List<DocumentNames> WAYS = List.of(
            names("${table}", "key"),
            names("${table}", "hash"),
            names("${table}", "${pk}-${sk}"),
            names("${table}", "a ${sk}__${pk}__"),
            names("${table}/${pk}/items", "${sk}"),
            names("x${pk}/y/${sk}x", "key"));

    @Property(tries = 200)
    void noTwoKeysShareADocument(@ForAll("keysOfOneTable") List<ItemKey> keys) {
        for (DocumentNames way : WAYS) {
            Map<String, ItemKey> owners = new HashMap<>();
            for (ItemKey key : keys) {
                owners.put(way.of(FirestoreEvents.remove(key, 1)), key);
            }
            assertThat(owners).hasSameSizeAs(keys);
        }
    }

    @Property(tries = 200)
    void everyIdIsOneThatFirestoreTakes(@ForAll("keysOfOneTable") List<ItemKey> keys) {
        for (DocumentNames way : WAYS) {
            for (ItemKey key : keys) {
                String name = way.of(FirestoreEvents.remove(key, 1));
                assertThat(name.split("/", -1)).allMatch(DocumentNamesProperties::isTaken);
            }
        }
    }

    private static boolean isTaken(String id) {
        return !id.isEmpty()
                && !id.equals(".")
                && !id.equals("..")
                && !(id.length() >= 4 && id.startsWith("__") && id.endsWith("__"))
                && id.getBytes(StandardCharsets.UTF_8).length <= 1_500;
    }

    @Property(tries = 20)
    void hashesOfKeysThatGrowAreSpreadEvenly(@ForAll long start) {
        DocumentNames hash = names("${table}", "hash");
        int[] counts = new int[16];
        for (int i = 0; i < 1_600; i++) {
            String name = hash.of(FirestoreEvents.remove(FirestoreEvents.key(new N(Long.toString(start / 2 + i))), 1));
            counts[Character.digit(name.charAt("orders/".length()), 16)]++;
        }
        assertThat(Arrays.stream(counts).boxed())
                .as("a sixteenth each, give or take half")
                .allMatch(count -> count > 50 && count < 150);
    }

    /** Many keys from a few characters, so that they would meet. */
    @Provide
    Arbitrary<List<ItemKey>> keysOfOneTable() {
        Arbitrary<ItemValue> texts = Arbitraries.strings()
                .withChars("a|-/%._ x2F~\u0000")
                .ofMaxLength(4)
                .map(S::new);
        Arbitrary<ItemValue> longTexts = Arbitraries.of("x", "__", "/").map(each -> new S(each.repeat(1_600) + each));
        Arbitrary<ItemValue> numbers =
                Arbitraries.of("1", "-1", "11", "0.1", "1E+3", "1000").map(N::new);
        Arbitrary<ItemValue> binaries =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(2).map(B::of);
        return Arbitraries.oneOf(
                keys(Arbitraries.oneOf(texts, longTexts), Arbitraries.oneOf(texts, longTexts)),
                keys(texts, numbers),
                keys(binaries, texts),
                keys(numbers, binaries));
    }

    private static Arbitrary<List<ItemKey>> keys(Arbitrary<ItemValue> pk, Arbitrary<ItemValue> sk) {
        return Combinators.combine(pk, sk)
                .as((first, second) -> FirestoreEvents.key(first, second))
                .list()
                .ofMinSize(20)
                .ofMaxSize(60)
                .map(list -> List.copyOf((Set<ItemKey>) new HashSet<>(list)));
    }

    private static DocumentNames names(String collection, String id) {
        return new DocumentNames(new PathTemplate(collection), DocumentId.parse(id));
    }
}
