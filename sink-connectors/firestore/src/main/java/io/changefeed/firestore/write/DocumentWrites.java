/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.write;

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
    private final WriteMode mode;
    private final boolean includeKeyFields;
    private final Optional<String> versionField;

    /**
     * @param includeKeyFields whether the key attributes are stored as fields
     * @param versionField the field that stores the event's order; empty for none
     */
    public DocumentWrites(
            DocumentNames names,
            FirestoreValues values,
            WriteMode mode,
            boolean includeKeyFields,
            Optional<String> versionField) {
        this.names = names;
        this.values = values;
        this.mode = mode;
        this.includeKeyFields = includeKeyFields;
        this.versionField = versionField;
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
        Item item = event.after().orElseThrow(() -> missing("after", "new", event.source()));
        Map<String, Value> fields = values.fields(withoutKey(item, event), AFTER);
        versionField.ifPresent(field -> addVersion(field, event, fields));
        requireSize(document, fields);
        return new DocumentWrite.Put(
                document,
                fields,
                mode == WriteMode.MERGE ? Optional.of(mask(fields.keySet(), event)) : Optional.empty());
    }

    private Item withoutKey(Item item, ChangeEvent event) {
        if (includeKeyFields) {
            return item;
        }
        Map<String, ItemValue> attributes = new LinkedHashMap<>(item.attributes());
        attributes.keySet().removeAll(event.key().attributes().keySet());
        return new Item(attributes);
    }

    private static void addVersion(String field, ChangeEvent event, Map<String, Value> fields) {
        Value version =
                Value.newBuilder().setStringValue(event.source().order().text()).build();
        if (fields.putIfAbsent(field, version) != null) {
            throw new RejectedEventException(AFTER.field(field)
                    + ": the item has an attribute with the name of the version field; set stale.write.guard.field to"
                    + " another name");
        }
    }

    /** Firestore removes fields that are in the mask but not in the write. */
    private static Set<String> mask(Set<String> fields, ChangeEvent event) {
        Set<String> mask = new LinkedHashSet<>(fields);
        if (event.operation() == Operation.MODIFY) {
            Item old = event.before().orElseThrow(() -> missing("before", "old", event.source()));
            old.attributes().keySet().forEach(name -> mask.add(FieldNames.of(name, BEFORE)));
        }
        return mask;
    }

    private static RejectedEventException missing(String field, String which, Source source) {
        String why = source.droppedImages().isPresent()
                ? "the source connector dropped it because the event was too large"
                : source.viewType()
                        .map(type -> "the view type of the table's stream is " + type)
                        .orElse("the source did not provide one");
        return new RejectedEventException(
                field + ": the event has no " + which + " image, which is required to write the document: " + why);
    }

    private static void requireSize(String document, Map<String, Value> fields) {
        long size = DocumentSize.of(document, fields);
        if (size > DocumentSize.MAX_BYTES) {
            throw new RejectedEventException("after: the document has " + size + " bytes, but Firestore allows at most "
                    + DocumentSize.MAX_BYTES);
        }
    }
}
