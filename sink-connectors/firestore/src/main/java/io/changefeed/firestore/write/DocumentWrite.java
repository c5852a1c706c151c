/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.write;

import static java.util.Collections.unmodifiableMap;

import com.google.firestore.v1.Value;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A write to one document. */
public sealed interface DocumentWrite {
    /** The document's path, relative to the database. */
    String document();

    /**
     * Sets the fields of the document.
     *
     * @param fields not copied, so they must not be modified
     * @param mask the top-level fields to write, or to remove if {@code fields} does not contain them. Other fields are
     *     kept. If empty, all other fields are removed.
     */
    record Put(String document, Map<String, Value> fields, Optional<Set<String>> mask) implements DocumentWrite {
        public Put {
            fields = unmodifiableMap(fields);
            mask = mask.map(Set::copyOf);
        }
    }

    /** Deletes the document. */
    record Delete(String document) implements DocumentWrite {}
}
