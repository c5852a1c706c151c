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

/** Converts a change event to a row. */
public sealed interface RowConverter permits DeclaredRowConverter, SchemalessRowConverter {
    /** The names of the fields that are not attributes. */
    Set<String> RESERVED = Stream.concat(
                    Arrays.stream(Metadata.values()).map(Metadata::field), Stream.of(UndeclaredAttributes.FIELD))
            .collect(Collectors.toUnmodifiableSet());

    /**
     * Converts an event.
     *
     * @param attributes the attributes of the row: those of an image of the event, or of its key
     * @param image the path of the attributes, for error messages
     * @throws DataException if a value does not fit; the message contains its path and the change to make
     */
    SchemaAndValue row(ChangeEvent event, Map<String, ItemValue> attributes, Path image);
}
