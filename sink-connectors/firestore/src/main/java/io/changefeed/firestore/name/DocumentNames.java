/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import java.util.EnumSet;
import java.util.Set;

/**
 * Derives the path of an item's document. Items of a table never share a document, except with
 * {@link DocumentId.Md5Concat}.
 */
public final class DocumentNames {
    private final PathTemplate collection;
    private final DocumentId id;
    private final Set<DocumentPlaceholder> placeholders;

    /** @throws IllegalArgumentException if neither contains the partition key */
    public DocumentNames(PathTemplate collection, DocumentId id) {
        this.collection = collection;
        this.id = id;
        placeholders = EnumSet.copyOf(id.placeholders());
        placeholders.addAll(collection.placeholders());
        if (!placeholders.contains(DocumentPlaceholder.PK)) {
            throw new IllegalArgumentException(
                    "Neither 'collection' nor 'document.id' contains ${pk}: items that differ only in the partition key"
                            + " would share a document");
        }
    }

    /**
     * Returns the path of the document, relative to the database: {@code orders/c1|o7}.
     *
     * @throws RejectedEventException if the event does not have a part of the path, or its item would share a document
     *     with another item
     */
    public String of(ChangeEvent event) {
        if (event.key().attributes().size() == 2 && !placeholders.contains(DocumentPlaceholder.SK)) {
            throw new RejectedEventException("key: the table '" + event.source().table()
                    + "' has a sort key, but neither 'collection' nor 'document.id' contains ${sk}: items that"
                    + " differ only in the sort key would share a document");
        }
        return collection.expand(event) + "/" + id.of(event);
    }

    /**
     * Returns the path of the document's collection, with placeholders for the parts of the key: {@code orders},
     * {@code orders/${pk}/items}.
     */
    public String collectionPattern(ChangeEvent event) {
        return collection.expandSource(event);
    }

    /** Whether events can have different {@linkplain #collectionPattern collection patterns}. */
    public boolean hasManyCollectionPatterns() {
        return collection.dependsOnSource();
    }
}
