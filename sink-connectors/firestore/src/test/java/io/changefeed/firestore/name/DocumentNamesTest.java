/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.S;
import io.changefeed.firestore.FirestoreEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentNamesTest {
    private static final ItemKey KEY = FirestoreEvents.key("c1", "o7");

    @Test
    void keyIsTheDocumentIdInACollectionNamedAfterTheTable() {
        assertThat(name("${table}", "key", KEY)).isEqualTo("orders/c1|o7");
        assertThat(name("${table}", "key", FirestoreEvents.key(new S("c1")))).isEqualTo("orders/c1");
    }

    @Test
    void numericAndBinaryKeysAreSupported() {
        assertThat(name("${table}", "key", FirestoreEvents.key(new N("1.50"), B.of((byte) -1, (byte) -2))))
                .isEqualTo("orders/1.5|__4");
        assertThat(name("${table}", "hash", FirestoreEvents.key(new N("1.50")))).matches("orders/[0-9a-f]{64}");
    }

    /** A changed hash would create a second document for each item. */
    @Test
    void hashIsTheSha256OfTypesLengthsAndValues() {
        assertThat(name("${table}", "hash", KEY))
                .isEqualTo("orders/e672c787689fa766e4fbc398594c01741e6c8105819b9a790706da12b9d5f1c3");
        assertThat(name("${table}", "hash", FirestoreEvents.key(new N("1.50"), B.of((byte) -1, (byte) -2))))
                .isEqualTo("orders/6f17229453f39ddd9907a4349a67e7e8b2a140bcb1c226e1c3d6af657cefa59e");
    }

    @Test
    void templateCreatesSubcollections() {
        assertThat(name("${table}/${pk}/items", "${sk}", KEY)).isEqualTo("orders/c1/items/o7");
        assertThat(name("mirror.${region}.${account}/x/${table}", "order ${sk} of ${pk}", KEY))
                .isEqualTo("mirror.eu-central-1.123456789012/x/orders/order o7 of c1");
    }

    @Test
    void collectionsThatDifferOnlyInKeysHaveTheSamePattern() {
        assertThat(collectionPattern("${table}")).isEqualTo("orders");
        assertThat(collectionPattern("m.${region}/x.${account}/${table}/${pk}-${sk}.a/items"))
                .isEqualTo("m.eu-central-1/x.123456789012/orders/${pk}-${sk}.a/items");
    }

    @ParameterizedTest
    @CsvSource({
        "orders,false",
        "orders/${pk}/${sk},false",
        "${table},true",
        "x/${region}/items,true",
        "x/y/a-${account},true"
    })
    void collectionPatternsDifferIfTheyContainMoreThanKeys(String collection, boolean hasMany) {
        assertThat(new DocumentNames(new PathTemplate(collection), DocumentId.parse("key")).hasManyCollectionPatterns())
                .isEqualTo(hasMany);
    }

    private static String collectionPattern(String collection) {
        return new DocumentNames(new PathTemplate(collection), DocumentId.parse("key"))
                .collectionPattern(FirestoreEvents.insert(KEY, "", 1));
    }

    @Test
    void md5ConcatMatchesGooglesSample() {
        // echo -n 1086676 | md5sum; echo -n c1o7 | md5sum
        assertThat(name("${table}", "md5-concat", FirestoreEvents.key(new S("1086676"))))
                .isEqualTo("orders/d467c58a118296ab96fb07b81b558cdf");
        assertThat(name("${table}", "md5-concat", KEY)).isEqualTo("orders/0c8b73f1275fbef14705d8e21e39c21a");
        assertThatThrownBy(() -> name("${table}", "md5-concat", FirestoreEvents.key(B.of((byte) 1))))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageStartingWith("key.pk:");
    }

    /** Other sinks concatenate key values, which gives two items the same id. */
    @Test
    void keysWithEqualConcatenationHaveDifferentDocuments() {
        for (String id : new String[] {"key", "hash", "${pk}-${sk}"}) {
            assertThat(name("${table}", id, FirestoreEvents.key("ab", "c")))
                    .isNotEqualTo(name("${table}", id, FirestoreEvents.key("a", "bc")));
            assertThat(name("${table}", id, FirestoreEvents.key("a|b-", "c")))
                    .isNotEqualTo(name("${table}", id, FirestoreEvents.key("a", "b-|c")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a/b,a%2Fb",
        ".,%2E",
        "..,%2E.",
        "'',%",
        "%,%25",
        "__x__,%5F_x__",
        "__x,__x",
        "50% off,50%25 off",
        "Ümläut 订单,Ümläut 订单"
    })
    void illegalIdIsPercentEncoded(String pk, String id) {
        assertThat(name("${table}", "key", FirestoreEvents.key(new S(pk)))).isEqualTo("orders/" + id);
    }

    @Test
    void tooLongIdIsReplacedByItsHash() {
        assertThat(name("${table}", "key", FirestoreEvents.key(new S("x".repeat(1_500)))))
                .hasSize(7 + 1_500);
        assertThat(name("${table}", "key", FirestoreEvents.key(new S("x".repeat(1_501)))))
                .matches("orders/%~[0-9a-f]{64}");
    }

    @Test
    void itemThatWouldShareADocumentIsRejected() {
        assertThatThrownBy(() -> name("${table}", "${pk}", KEY))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageContaining("contains ${sk}");
        assertThatThrownBy(() -> name("${table}", "${pk}-${sk}", FirestoreEvents.key(new S("c1"))))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageContaining("has no sort key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "${table}/${pk};key;odd number of segments",
                "${table}/;key;must not be empty",
                "${table}//x;key;must not be empty",
                "${tabel};key;Unknown placeholder '${tabel}'",
                "${table};id;Expected 'key', 'hash', 'md5-concat' or a template",
                "${table};${pk}${sk};have no text between them",
                "${table};${sk};share a document",
                "50%;key;printable ASCII",
            })
    void invalidTemplateIsRejected(String collection, String id, String reason) {
        assertThatThrownBy(() -> name(collection, id, KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static String name(String collection, String id, ItemKey key) {
        return new DocumentNames(new PathTemplate(collection), DocumentId.parse(id)).of(FirestoreEvents.remove(key, 1));
    }
}
