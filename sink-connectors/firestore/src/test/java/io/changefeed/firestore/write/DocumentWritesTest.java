/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Value;
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
        DocumentWrite.Put put = put(replacing(), FirestoreEvents.modify(KEY, A, B, 1));

        assertThat(put.document()).isEqualTo("orders/c1|o7");
        assertThat(put.fields()).containsOnlyKeys("pk", "sk", "b");
        assertThat(put.mask()).isEmpty();
    }

    @Test
    void mergeRemovesFieldsOfRemovedAttributes() {
        DocumentWrite.Put put = put(merging(), FirestoreEvents.modify(KEY, A, B, 1));

        assertThat(put.fields()).containsOnlyKeys("pk", "sk", "b", "m");
        assertThat(put.mask()).contains(Set.of("pk", "sk", "a", "b", "m"));
    }

    @Test
    void mergeListsTheFieldsOfTheItem() {
        DocumentWrite.Put put = put(merging(), FirestoreEvents.insert(KEY, "\"__a__\":{\"S\":\"x\"}", 1));

        assertThat(put.fields()
                        .getOrDefault("m", Value.getDefaultInstance())
                        .getArrayValue()
                        .getValuesList())
                .extracting(Value::getStringValue)
                .containsExactlyInAnyOrder("pk", "sk", "%5F_a__");
    }

    /** The event that removes such an attribute ends the rejections of the item. */
    @Test
    void mergeIgnoresAnAttributeThatNoDocumentCanContain() {
        String tooLong = "\"" + "x".repeat(1_501) + "\":{\"S\":\"x\"}";

        assertThatThrownBy(() -> merging().of(FirestoreEvents.insert(KEY, tooLong, 1)))
                .isInstanceOf(RejectedEventException.class);
        assertThat(put(merging(), FirestoreEvents.modify(KEY, tooLong, B, 2)).mask())
                .contains(Set.of("pk", "sk", "b", "m"));
    }

    @Test
    void mergeKeepsFieldsWithTheNamesOfExcludedKeys() {
        DocumentWrites writes = new DocumentWrites(
                names(), new FirestoreValues(NumberMode.PRECISE), false, Optional.empty(), Optional.of("m"));

        assertThat(put(writes, FirestoreEvents.modify(KEY, A, B, 1)).mask()).contains(Set.of("a", "b", "m"));
    }

    @Test
    void removeDeletesTheDocument() {
        assertThat(replacing().of(FirestoreEvents.remove(KEY, 1))).isEqualTo(new DocumentWrite.Delete("orders/c1|o7"));
        assertThat(merging().of(FirestoreEvents.remove(KEY, 1))).isEqualTo(new DocumentWrite.Delete("orders/c1|o7"));
    }

    @Test
    void eventWithoutTheRequiredImageIsRejected() {
        ChangeEvent keysOnly = FirestoreEvents.event(Operation.INSERT, KEY, Optional.empty(), Optional.empty(), 1);

        assertThatThrownBy(() -> replacing().of(keysOnly))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageStartingWith("after: the event has no new image")
                .hasMessageContaining("view type of the table's stream is NEW_AND_OLD_IMAGES");
    }

    @Test
    void oldImageIsNotRequired() {
        ChangeEvent newOnly = FirestoreEvents.modify(KEY, A, B, 1).withoutBefore();

        assertThat(put(replacing(), newOnly).fields()).containsOnlyKeys("pk", "sk", "b");
        assertThat(put(merging(), newOnly).mask()).contains(Set.of("pk", "sk", "b", "m"));
    }

    @Test
    void keyFieldsCanBeExcluded() {
        DocumentWrites writes = new DocumentWrites(
                names(), new FirestoreValues(NumberMode.PRECISE), false, Optional.empty(), Optional.empty());

        assertThat(put(writes, FirestoreEvents.insert(KEY, A, 1)).fields()).containsOnlyKeys("a");
    }

    @Test
    void attributeWithTheNameOfAFieldOfTheSinkIsRejected() {
        DocumentWrites writes = new DocumentWrites(
                names(), new FirestoreValues(NumberMode.PRECISE), true, Optional.of("a"), Optional.of("m"));

        ChangeEvent insert = FirestoreEvents.insert(KEY, B, 7);
        assertThat(put(writes, insert).fields().get("a"))
                .hasToString("string_value: \"" + insert.source().order() + "\"\n");
        assertThat(put(writes, insert).mask()).contains(Set.of("pk", "sk", "a", "b", "m"));
        assertThatThrownBy(() -> writes.of(FirestoreEvents.insert(KEY, A, 7)))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageStartingWith("after.a: ")
                .hasMessageContaining("set stale.write.guard.field to another name");
        assertThatThrownBy(() -> writes.of(FirestoreEvents.insert(KEY, "\"m\":{\"S\":\"x\"}", 7)))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageStartingWith("after.m: ")
                .hasMessageContaining("set merge.field to another name");
    }

    @Test
    void tooLargeDocumentIsRejected() {
        String half = "x".repeat(600_000);

        assertThatThrownBy(() -> replacing()
                        .of(FirestoreEvents.insert(
                                KEY, "\"a\":{\"S\":\"" + half + "\"},\"b\":{\"S\":\"" + half + "\"}", 1)))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageStartingWith("after: the document has 1200");
    }

    @Test
    void documentOfMaximumSizeIsAccepted() {
        DocumentWrite.Put empty = put(replacing(), withTexts(0));
        int left = (int) (DocumentSize.MAX_BYTES - DocumentSize.of(empty.document(), empty.fields()));

        assertThat(put(replacing(), withTexts(left)).fields()).hasSize(4);
        assertThatThrownBy(() -> replacing().of(withTexts(left + 1)))
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

    private static DocumentWrites replacing() {
        return new DocumentWrites(
                names(), new FirestoreValues(NumberMode.PRECISE), true, Optional.empty(), Optional.empty());
    }

    private static DocumentWrites merging() {
        return new DocumentWrites(
                names(), new FirestoreValues(NumberMode.PRECISE), true, Optional.empty(), Optional.of("m"));
    }

    private static DocumentNames names() {
        return new DocumentNames(new PathTemplate("${table}"), DocumentId.parse("key"));
    }
}
