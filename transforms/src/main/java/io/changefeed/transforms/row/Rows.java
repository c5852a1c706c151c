/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;

/** Makes the row of an event. */
public sealed interface Rows permits DeclaredRows, InferredRows {
    /** The names of a row's own fields, which no attribute can have. */
    Set<String> RESERVED = Stream.concat(
                    Arrays.stream(Metadata.values()).map(Metadata::field), Stream.of(Undeclared.FIELD))
            .collect(Collectors.toUnmodifiableSet());

    /**
     * The row, with the schema that it has.
     *
     * @param attributes that it shows: those of one of the event's images, or its key's alone
     * @param image where they stand, for the error
     * @throws DataException when a value does not fit; the message names its path and what to do
     */
    SchemaAndValue row(ChangeEvent event, Map<String, ItemValue> attributes, Path image);
}
