/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.readmodel.history.HistoryProfile.UnstorableValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A target table for histories. */
interface TargetStore extends AutoCloseable {
    RowRule rule();

    /** The values that the table rejects; at least one. */
    List<UnstorableValue> unstorable();

    /** Opens a destination for a new task. */
    Session open();

    /** Waits until one of these deliveries may have a result. */
    void awaitProgress(Collection<Delivery> inFlight, Random random);

    /** The non-key columns, by the key of their row. Columns that are NULL are absent. */
    Map<List<String>, Map<String, String>> rows();

    /** Removes all rows, as an operator or an accident does. No task is open if the table itself is removed. */
    void loseRows(boolean withTable);

    @Override
    void close();

    /** The destination of a task. */
    interface Session extends AutoCloseable {
        Destination<?> destination();

        /** Ends all connections, as if the process of the task were killed. */
        void kill();

        /** Closes the destination, whose deliveries have all completed or been aborted. */
        @Override
        void close();
    }
}
