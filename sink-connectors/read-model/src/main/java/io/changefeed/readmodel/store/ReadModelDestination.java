/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.ItemChange;
import java.util.List;

/** Projects events to changes of rows and writes these to a row store. */
public final class ReadModelDestination implements Destination<ItemChange> {
    private final Projection projection;
    private final RowStore store;

    public ReadModelDestination(Projection projection, RowStore store) {
        this.projection = projection;
        this.store = store;
    }

    @Override
    public ItemChange prepare(ChangeEvent event) {
        return projection.project(event);
    }

    @Override
    public Delivery deliver(Route route, List<ItemChange> batch) {
        return store.write(batch);
    }

    @Override
    public void close() {
        store.close();
    }
}
