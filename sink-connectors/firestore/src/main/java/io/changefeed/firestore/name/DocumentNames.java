/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import java.util.EnumSet;
import java.util.Set;

/** Which document is an item's. Items of one table have documents of their own, but see {@link DocumentId.Md5Concat}. */
public final class DocumentNames {
    private final PathTemplate collection;
    private final DocumentId id;
    private final Set<DocumentPlaceholder> named;

    /** @throws IllegalArgumentException when the two together do not name the partition key */
    public DocumentNames(PathTemplate collection, DocumentId id) {
        this.collection = collection;
        this.id = id;
        named = EnumSet.copyOf(id.placeholders());
        named.addAll(collection.placeholders());
        if (!named.contains(DocumentPlaceholder.PK)) {
            throw new IllegalArgumentException(
                    "neither the collection nor the id names ${pk}: all items would share a document");
        }
    }

    /**
     * The path of the document, relative to the database: {@code orders/c1|o7}.
     *
     * @throws RejectedEventException when the event has not what the names are made of, or its item would share its
     *     document with others
     */
    public String of(ChangeEvent event) {
        if (event.key().attributes().size() == 2 && !named.contains(DocumentPlaceholder.SK)) {
            throw new RejectedEventException("key: the table '" + event.source().table()
                    + "' has a sort key, and neither 'collection' nor 'document.id' names ${sk}: items would share a"
                    + " document");
        }
        return collection.fill(event) + "/" + id.of(event);
    }
}
