/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.readmodel.row.RowChange;
import java.util.List;

/** Where rows are kept. Its methods are called by one thread at a time, and must not wait for the system. */
public interface Store extends AutoCloseable {
    /**
     * Begins to write.
     *
     * @param changes at least one, each of another owner; several may write the same row. Each puts or deletes a row, or
     *     both.
     * @return the attempt, whose answer is about these changes, in their order
     */
    Delivery write(List<RowChange> changes);

    /** Releases what the store holds. Every attempt has been answered, or was aborted, before. */
    @Override
    void close();
}
