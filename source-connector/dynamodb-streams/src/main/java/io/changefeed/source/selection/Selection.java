/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.selection;

import java.util.Collection;
import java.util.Optional;

/**
 * What a snapshot reads of a table.
 *
 * @param filter empty for all rows
 */
public record Selection(Optional<Filter> filter, Projection projection) {
    public static final Selection ALL = new Selection(Optional.empty(), Projection.ALL);

    /** The same rows with their keys, which are always read. */
    public Selection with(Collection<String> keys) {
        return new Selection(filter, projection.with(keys));
    }

    /** The same attributes, of these rows. */
    public Selection of(Filter other) {
        return new Selection(Optional.of(other), projection);
    }
}
