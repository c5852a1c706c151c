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

/** Derives the id of an item's document from its key (property {@code document.id}). */
public sealed interface DocumentId {
    /** The values of the property that are not templates. */
    String KEY = "key";

    String HASH = "hash";
    String MD5_CONCAT = "md5-concat";

    /**
     * Returns the id of an event's document.
     *
     * @throws RejectedEventException if the event does not have a part of the id
     */
    String of(ChangeEvent event);

    /** The parts of the key that the id contains. */
    Set<DocumentPlaceholder> placeholders();

    /**
     * Parses the property.
     *
     * @throws IllegalArgumentException if {@code text} is neither one of the three values nor a template
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
            throw new IllegalArgumentException("Expected '" + KEY + "', '" + HASH + "', '" + MD5_CONCAT
                    + "' or a template with at least one of the placeholders " + DocumentPlaceholder.all());
        }
        return new Template(new IdTemplate(text));
    }

    /** The values of the key, separated by a bar, with percent-encoding where Firestore requires it. */
    record Key() implements DocumentId {
        private static final IdTemplate PARTITION_KEY = new IdTemplate("${pk}");
        private static final IdTemplate BOTH_KEYS = new IdTemplate("${pk}|${sk}");

        @Override
        public String of(ChangeEvent event) {
            return (event.key().attributes().size() == 1 ? PARTITION_KEY : BOTH_KEYS).expand(event);
        }

        @Override
        public Set<DocumentPlaceholder> placeholders() {
            return EnumSet.of(DocumentPlaceholder.PK, DocumentPlaceholder.SK);
        }
    }

    /** The SHA-256 of the key, which distributes all keys evenly. */
    record Hash() implements DocumentId {
        @Override
        public String of(ChangeEvent event) {
            Hasher hasher = Hashing.sha256().newHasher();
            event.key().attributes().values().forEach(value -> add(value, hasher));
            return hasher.hash().toString();
        }

        /**
         * Includes the type and length, so that {@code ab}, {@code c} and {@code a}, {@code bc} have different hashes.
         */
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
     * The MD5 of the concatenated key values, as in Google's sample for migrating from DynamoDB to Firestore. Keys such
     * as {@code ab}, {@code c} and {@code a}, {@code bc} share a document.
     */
    record Md5Concat() implements DocumentId {
        @Override
        @SuppressWarnings("deprecation") // not for security: existing documents have these ids
        public String of(ChangeEvent event) {
            event.key().attributes().forEach((name, value) -> {
                if (value instanceof ItemValue.B) {
                    throw new RejectedEventException(
                            "key." + name + ": document.id=" + MD5_CONCAT + " does not support binary keys");
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

    /** An id from a template. */
    record Template(IdTemplate template) implements DocumentId {
        @Override
        public String of(ChangeEvent event) {
            return template.expand(event);
        }

        @Override
        public Set<DocumentPlaceholder> placeholders() {
            return template.placeholders();
        }
    }
}
