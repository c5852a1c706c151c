/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.readmodel.row.RowChange;
import java.util.List;

/** A store of rows. Its methods are called by one thread at a time and never block. */
public interface RowStore extends AutoCloseable {
    /**
     * Starts to write changes.
     *
     * @param changes at least one, each of another item; several can write the same row. A change puts a row, deletes one,
     *     or does both.
     * @return the delivery, with one result per change, in order
     */
    Delivery write(List<RowChange> changes);

    /** Releases all resources. Every delivery has a result, or was aborted, before. */
    @Override
    void close();
}
