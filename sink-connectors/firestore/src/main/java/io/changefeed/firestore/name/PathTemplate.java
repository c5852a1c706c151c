/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import io.changefeed.event.ChangeEvent;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A template for the path of a collection, in which collections and documents alternate: {@code ${table}/${pk}/items}.
 */
public final class PathTemplate {
    /** The ids of 100 collections and of the documents between them. */
    private static final int MAX_IDS = 199;

    private final List<IdTemplate> ids;

    /** @throws IllegalArgumentException if the template is invalid; the message gives the reason */
    public PathTemplate(String text) {
        ids = Arrays.stream(text.split("/", -1)).map(IdTemplate::new).toList();
        if (ids.size() % 2 == 0) {
            throw new IllegalArgumentException("The path of a collection has an odd number of segments, for example"
                    + " ${table}/${pk}/items; this one has " + ids.size());
        }
        if (ids.size() > MAX_IDS) {
            throw new IllegalArgumentException("Firestore nests collections up to 100 levels deep, that is " + MAX_IDS
                    + " segments; this path has " + ids.size());
        }
    }

    /** The placeholders of the path. */
    Set<DocumentPlaceholder> placeholders() {
        return ids.stream()
                .flatMap(id -> id.placeholders().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(DocumentPlaceholder.class)));
    }

    /**
     * @throws io.changefeed.delivery.destination.RejectedEventException if the event does not have the value of a
     *     placeholder
     */
    String expand(ChangeEvent event) {
        return ids.stream().map(id -> id.expand(event)).collect(Collectors.joining("/"));
    }

    /** Whether {@link #expandSource} can return different paths. */
    boolean dependsOnSource() {
        return placeholders().stream().anyMatch(placeholder -> !placeholder.isKey());
    }

    /** Replaces the placeholders that are not parts of the key. */
    String expandSource(ChangeEvent event) {
        return ids.stream().map(id -> id.expandSource(event)).collect(Collectors.joining("/"));
    }
}
