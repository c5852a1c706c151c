/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.ChangeEvent;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.TargetTable;

/** From the change events of source items to the changes of rows of one target table. */
public interface Projection {
    TargetTable target();

    /**
     * What an event does to the target table.
     *
     * @throws io.changefeed.delivery.RejectedEventException when a value cannot be converted, or the event has not the
     *     image that it takes; the message names the path and the value
     */
    RowChange of(ChangeEvent event);
}
