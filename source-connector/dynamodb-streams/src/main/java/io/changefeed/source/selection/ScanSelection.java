/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.selection;

import java.util.Collection;
import java.util.Optional;

/**
 * The rows and attributes that a snapshot reads.
 *
 * @param filter of the rows; empty for all rows
 */
public record ScanSelection(Optional<ScanFilter> filter, ScanProjection projection) {
    public static final ScanSelection ALL = new ScanSelection(Optional.empty(), ScanProjection.ALL);

    /** This selection with the key attributes, which are always read. */
    public ScanSelection with(Collection<String> keys) {
        return new ScanSelection(filter, projection.with(keys));
    }

    /** This selection with another filter. */
    public ScanSelection withFilter(ScanFilter other) {
        return new ScanSelection(Optional.of(other), projection);
    }
}
