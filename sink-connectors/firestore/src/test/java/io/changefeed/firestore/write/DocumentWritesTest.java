/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemKey;
import io.changefeed.event.Operation;
import io.changefeed.firestore.FirestoreEvents;
import io.changefeed.firestore.name.DocumentId;
import io.changefeed.firestore.name.DocumentNames;
import io.changefeed.firestore.name.PathTemplate;
import io.changefeed.firestore.value.DocumentSize;
import io.changefeed.firestore.value.FirestoreValues;
import io.changefeed.firestore.value.NumberMode;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DocumentWritesTest {
    private static final ItemKey KEY = FirestoreEvents.key("c1", "o7");
    private static final String A = "\"a\":{\"S\":\"x\"}";
    private static final String B = "\"b\":{\"S\":\"x\"}";

    @Test
    void replaceWritesTheItemWithItsKey() {
        DocumentWrite.Put put = put(writes(WriteMode.REPLACE), FirestoreEvents.modify(KEY, A, B, 1));

        assertThat(put.document()).isEqualTo("orders/c1|o7");
        assertThat(put.fields()).containsOnlyKeys("pk", "sk", "b");
        assertThat(put.mask()).isEmpty();
    }

    @Test
    void mergeRemovesFieldsOfRemovedAttributes() {
        DocumentWrite.Put put = put(writes(WriteMode.MERGE), FirestoreEvents.modify(KEY, A, B, 1));

        assertThat(put.fields()).containsOnlyKeys("pk", "sk", "b");
        assertThat(put.mask()).contains(Set.of("pk", "sk", "a", "b"));
    }

    @Test
    void removeDeletesTheDocument() {
        assertThat(writes(WriteMode.REPLACE).of(FirestoreEvents.remove(KEY, 1)))
                .isEqualTo(new DocumentWrite.Delete("orders/c1|o7"));
        assertThat(writes(WriteMode.MERGE).of(FirestoreEvents.remove(KEY, 1)))
                .isEqualTo(new DocumentWrite.Delete("orders/c1|o7"));
    }

    @Test
    void eventWithoutTheRequiredImageIsRejected() {
        ChangeEvent keysOnly = FirestoreEvents.event(Operation.INSERT, KEY, Optional.empty(), Optional.empty(), 1);
        ChangeEvent newOnly = FirestoreEvents.modify(KEY, A, B, 1).withoutBefore();

        assertThatThrownBy(() -> writes(WriteMode.REPLACE).of(keysOnly))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageStartingWith("after: the event has no new image")
                .hasMessageContaining("view type of the table's stream is NEW_AND_OLD_IMAGES");
        assertThatThrownBy(() -> writes(WriteMode.MERGE).of(newOnly))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageStartingWith("before: the event has no old image")
                .hasMessageContaining("too large");
        assertThat(put(writes(WriteMode.REPLACE), newOnly).fields()).containsKey("b");
    }

    @Test
    void keyFieldsCanBeExcluded() {
        DocumentWrites writes = new DocumentWrites(
                names(), new FirestoreValues(NumberMode.PRECISE), WriteMode.REPLACE, false, Optional.empty());

        assertThat(put(writes, FirestoreEvents.insert(KEY, A, 1)).fields()).containsOnlyKeys("a");
    }

    @Test
    void attributeWithTheNameOfTheVersionFieldIsRejected() {
        DocumentWrites writes = new DocumentWrites(
                names(), new FirestoreValues(NumberMode.PRECISE), WriteMode.MERGE, true, Optional.of("a"));

        assertThat(put(writes, FirestoreEvents.insert(KEY, B, 7)).fields().get("a"))
                .hasToString("string_value: \"1700000000000-" + "0".repeat(63) + "7\"\n");
        assertThat(put(writes, FirestoreEvents.insert(KEY, B, 7)).mask()).contains(Set.of("pk", "sk", "a", "b"));
        assertThatThrownBy(() -> writes.of(FirestoreEvents.insert(KEY, A, 7)))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageStartingWith("after.a: ");
    }

    @Test
    void tooLargeDocumentIsRejected() {
        String half = "x".repeat(600_000);

        assertThatThrownBy(() -> writes(WriteMode.REPLACE)
                        .of(FirestoreEvents.insert(
                                KEY, "\"a\":{\"S\":\"" + half + "\"},\"b\":{\"S\":\"" + half + "\"}", 1)))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageStartingWith("after: the document has 1200");
    }

    @Test
    void documentOfMaximumSizeIsAccepted() {
        DocumentWrite.Put empty = put(writes(WriteMode.REPLACE), withTexts(0));
        int left = (int) (DocumentSize.MAX_BYTES - DocumentSize.of(empty.document(), empty.fields()));

        assertThat(put(writes(WriteMode.REPLACE), withTexts(left)).fields()).hasSize(4);
        assertThatThrownBy(() -> writes(WriteMode.REPLACE).of(withTexts(left + 1)))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageContaining(DocumentSize.MAX_BYTES + 1 + " bytes");
    }

    private static ChangeEvent withTexts(int characters) {
        int half = characters / 2;
        return FirestoreEvents.insert(
                KEY,
                "\"a\":{\"S\":\"" + "x".repeat(half) + "\"},\"b\":{\"S\":\"" + "x".repeat(characters - half) + "\"}",
                1);
    }

    private static DocumentWrite.Put put(DocumentWrites writes, ChangeEvent event) {
        return (DocumentWrite.Put) writes.of(event);
    }

    private static DocumentWrites writes(WriteMode mode) {
        return new DocumentWrites(names(), new FirestoreValues(NumberMode.PRECISE), mode, true, Optional.empty());
    }

    private static DocumentNames names() {
        return new DocumentNames(new PathTemplate("${table}"), DocumentId.parse("key"));
    }
}
