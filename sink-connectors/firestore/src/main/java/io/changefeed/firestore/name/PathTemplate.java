/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import io.changefeed.event.ChangeEvent;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A path of collections and documents, alternating, made of an event: {@code ${table}/${pk}/items}. */
public final class PathTemplate {
    private final List<IdTemplate> ids;

    /** @throws IllegalArgumentException when {@code text} is no such template; the message says why */
    public PathTemplate(String text) {
        ids = Arrays.stream(text.split("/", -1)).map(IdTemplate::new).toList();
        if (ids.size() % 2 == 0) {
            throw new IllegalArgumentException(
                    "it has " + ids.size() + " parts, separated by '/': a collection has an odd"
                            + " number of them, for instance ${table}/${pk}/items");
        }
    }

    /** The parts of the key that stand in the path. */
    Set<DocumentPlaceholder> placeholders() {
        return ids.stream()
                .flatMap(id -> id.placeholders().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(DocumentPlaceholder.class)));
    }

    /** @throws io.changefeed.delivery.destination.RejectedEventException when the event has not what the template names */
    String fill(ChangeEvent event) {
        return ids.stream().map(id -> id.fill(event)).collect(Collectors.joining("/"));
    }
}
