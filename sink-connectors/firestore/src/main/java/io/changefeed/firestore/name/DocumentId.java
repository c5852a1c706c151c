/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** How the id of an item's document is made of its key: the property {@code document.id}. */
public sealed interface DocumentId {
    /** The property's values that are no template. */
    String KEY = "key";

    String HASH = "hash";
    String MD5_CONCAT = "md5-concat";

    /**
     * The id of an event's document.
     *
     * @throws RejectedEventException when the event has not what the id is made of
     */
    String of(ChangeEvent event);

    /** The parts of the key that ids differ by. */
    Set<DocumentPlaceholder> placeholders();

    /**
     * What the property says.
     *
     * @throws IllegalArgumentException when {@code text} is neither one of the three nor a template; the message says why
     */
    static DocumentId parse(String text) {
        return switch (text) {
            case KEY -> new Key();
            case HASH -> new Hash();
            case MD5_CONCAT -> new Md5Concat();
            default -> template(text);
        };
    }

    private static DocumentId template(String text) {
        if (!text.contains("${")) {
            throw new IllegalArgumentException("it is neither '" + KEY + "', '" + HASH + "' nor '" + MD5_CONCAT
                    + "', and no template, as it names none of " + DocumentPlaceholder.all());
        }
        return new Template(new IdTemplate(text));
    }

    /** The values of the key as they are, as far as Firestore takes them, with a bar between them. */
    record Key() implements DocumentId {
        private static final IdTemplate ONE = new IdTemplate("${pk}");
        private static final IdTemplate TWO = new IdTemplate("${pk}|${sk}");

        @Override
        public String of(ChangeEvent event) {
            return (event.key().attributes().size() == 1 ? ONE : TWO).fill(event);
        }

        @Override
        public Set<DocumentPlaceholder> placeholders() {
            return EnumSet.of(DocumentPlaceholder.PK, DocumentPlaceholder.SK);
        }
    }

    /** The SHA-256 of the key: spread evenly, whatever the keys look like. */
    record Hash() implements DocumentId {
        @Override
        public String of(ChangeEvent event) {
            Hasher hasher = Hashing.sha256().newHasher();
            event.key().attributes().values().forEach(value -> add(value, hasher));
            return hasher.hash().toString();
        }

        /** With type and length, so that {@code ab} and {@code c} are not {@code a} and {@code bc}. */
        private static void add(ItemValue value, Hasher hasher) {
            if (value instanceof ItemValue.B binary) {
                hasher.putByte((byte) 'B').putInt(binary.bytes().remaining()).putBytes(binary.bytes());
            } else {
                boolean number = value instanceof ItemValue.N;
                String text = number ? ((ItemValue.N) value).digits() : ((ItemValue.S) value).text();
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                hasher.putByte((byte) (number ? 'N' : 'S')).putInt(bytes.length).putBytes(bytes);
            }
        }

        @Override
        public Set<DocumentPlaceholder> placeholders() {
            return EnumSet.of(DocumentPlaceholder.PK, DocumentPlaceholder.SK);
        }
    }

    /**
     * The MD5 of the key's values, one behind the other: what Google's sample for moving from DynamoDB to Firestore
     * uses. Keys such as {@code ab} and {@code c}, {@code a} and {@code bc} share a document.
     */
    record Md5Concat() implements DocumentId {
        @Override
        @SuppressWarnings("deprecation") // not for security: it is how the documents are called already
        public String of(ChangeEvent event) {
            event.key().attributes().forEach((name, value) -> {
                if (value instanceof ItemValue.B) {
                    throw new RejectedEventException(
                            "key." + name + ": document.id=" + MD5_CONCAT + " names no items by a binary key");
                }
            });
            return Hashing.md5()
                    .hashString(String.join("", KeyStrings.of(event.key())), StandardCharsets.UTF_8)
                    .toString();
        }

        @Override
        public Set<DocumentPlaceholder> placeholders() {
            return EnumSet.of(DocumentPlaceholder.PK, DocumentPlaceholder.SK);
        }
    }

    /** What a template says. */
    record Template(IdTemplate template) implements DocumentId {
        @Override
        public String of(ChangeEvent event) {
            return template.fill(event);
        }

        @Override
        public Set<DocumentPlaceholder> placeholders() {
            return template.placeholders();
        }
    }
}
