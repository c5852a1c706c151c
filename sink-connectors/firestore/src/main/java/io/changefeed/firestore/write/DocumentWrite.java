/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.write;

import static java.util.Collections.unmodifiableMap;

import com.google.firestore.v1.Value;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is to be written to one document. */
public sealed interface DocumentWrite {
    /** The document's path, relative to the database. */
    String document();

    /**
     * The document holds these fields.
     *
     * @param fields which nobody changes any more: they are not copied
     * @param mask the fields at the top that are written, or removed where they are not among {@code fields}; others
     *     stay. Empty: no others stay.
     */
    record Put(String document, Map<String, Value> fields, Optional<Set<String>> mask) implements DocumentWrite {
        public Put {
            fields = unmodifiableMap(fields);
            mask = mask.map(Set::copyOf);
        }
    }

    /** There is no such document. */
    record Remove(String document) implements DocumentWrite {}
}
