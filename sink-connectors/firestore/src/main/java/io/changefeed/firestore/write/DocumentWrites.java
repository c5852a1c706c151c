/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.write;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.Value;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.Path;
import io.changefeed.event.Source;
import io.changefeed.firestore.name.DocumentNames;
import io.changefeed.firestore.value.DocumentSize;
import io.changefeed.firestore.value.FieldNames;
import io.changefeed.firestore.value.FirestoreValues;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Converts change events to writes of documents. */
public final class DocumentWrites {
    private static final Path BEFORE = Path.ROOT.field("before");
    private static final Path AFTER = Path.ROOT.field("after");

    private final DocumentNames names;
    private final FirestoreValues values;
    private final boolean includeKeyFields;
    private final Optional<String> versionField;
    private final Optional<String> mergeField;

    /**
     * @param includeKeyFields whether the key attributes are stored as fields
     * @param versionField the field that stores the event's order; empty for none
     * @param mergeField the field that lists the fields of the item, so that they can be merged with those of other
     *     writers; empty to replace documents
     */
    public DocumentWrites(
            DocumentNames names,
            FirestoreValues values,
            boolean includeKeyFields,
            Optional<String> versionField,
            Optional<String> mergeField) {
        this.names = names;
        this.values = values;
        this.includeKeyFields = includeKeyFields;
        this.versionField = versionField;
        this.mergeField = mergeField;
    }

    /** The field that lists the fields of the item; empty if documents are replaced. */
    public Optional<String> mergeField() {
        return mergeField;
    }

    /** Returns {@link DocumentNames#collectionPattern}. */
    public String collectionPattern(ChangeEvent event) {
        return names.collectionPattern(event);
    }

    /** Returns {@link DocumentNames#hasManyCollectionPatterns}. */
    public boolean hasManyCollectionPatterns() {
        return names.hasManyCollectionPatterns();
    }

    /**
     * Converts an event.
     *
     * @throws RejectedEventException if Firestore cannot store the item, or the event lacks a required image
     */
    public DocumentWrite of(ChangeEvent event) {
        String document = names.of(event);
        if (event.operation() == Operation.REMOVE) {
            return new DocumentWrite.Delete(document);
        }
        Item item = event.after().orElseThrow(() -> missingImage(event.source()));
        Map<String, Value> fields = values.fields(withoutKey(item, event), AFTER);
        mergeField.ifPresent(field -> addReserved(field, list(fields.keySet()), "merge.field", fields));
        versionField.ifPresent(
                field -> addReserved(field, text(event.source().order().text()), "stale.write.guard.field", fields));
        requireSize(document, fields);
        return new DocumentWrite.Put(document, fields, mergeField.map(field -> mask(fields.keySet(), event)));
    }

    private Item withoutKey(Item item, ChangeEvent event) {
        if (includeKeyFields) {
            return item;
        }
        Map<String, ItemValue> attributes = new LinkedHashMap<>(item.attributes());
        attributes.keySet().removeAll(event.key().attributes().keySet());
        return new Item(attributes);
    }

    private static Value list(Set<String> fields) {
        return Value.newBuilder()
                .setArrayValue(ArrayValue.newBuilder()
                        .addAllValues(fields.stream().map(DocumentWrites::text).toList()))
                .build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static void addReserved(String field, Value value, String property, Map<String, Value> fields) {
        if (fields.putIfAbsent(field, value) != null) {
            throw new RejectedEventException(AFTER.field(field)
                    + ": the item has an attribute with the name of a field of the sink; set " + property
                    + " to another name");
        }
    }

    /**
     * Firestore removes fields that are in the mask but not in the write. The old image contains all fields of a
     * document that was written before its fields were listed.
     */
    private Set<String> mask(Set<String> fields, ChangeEvent event) {
        Set<String> mask = new LinkedHashSet<>(fields);
        event.before()
                .ifPresent(old -> withoutKey(old, event)
                        .attributes()
                        .keySet()
                        .forEach(name -> writtenField(name).ifPresent(mask::add)));
        return mask;
    }

    /** Returns the field of an attribute in an old image; empty if no document can contain the attribute. */
    private static Optional<String> writtenField(String attribute) {
        try {
            return Optional.of(FieldNames.of(attribute, BEFORE));
        } catch (RejectedEventException e) {
            return Optional.empty();
        }
    }

    private static RejectedEventException missingImage(Source source) {
        String why = source.droppedImages().isPresent()
                ? "the source connector dropped it because the event was too large"
                : source.viewType()
                        .map(type -> "the view type of the table's stream is " + type)
                        .orElse("the source did not provide one");
        return new RejectedEventException(
                "after: the event has no new image, which is required to write the document: " + why);
    }

    private static void requireSize(String document, Map<String, Value> fields) {
        long size = DocumentSize.of(document, fields);
        if (size > DocumentSize.MAX_BYTES) {
            throw new RejectedEventException("after: the document has " + size + " bytes, but Firestore allows at most "
                    + DocumentSize.MAX_BYTES);
        }
    }
}
