/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.readmodel.row.ItemChange;
import java.util.List;

/** A store of rows. Its methods are called by one thread at a time and never block. */
public interface RowStore extends AutoCloseable {
    /**
     * Starts to write changes.
     *
     * @param changes at least one, each of another item; several can affect the same row
     * @return the delivery, with one result per change, in order. The result of a change that rejects its item is
     *     {@link io.changefeed.delivery.destination.EventResult.Rejected} as soon as its version is stored
     */
    Delivery write(List<ItemChange> changes);

    /** Releases all resources. Every delivery has a result, or was aborted, before. */
    @Override
    void close();
}
