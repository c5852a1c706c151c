/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.event.ChangeEvent;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Delivers events and waits for the result. */
final class DeliveryResults {
    private DeliveryResults() {}

    static DeliveryResult of(Destination<?> destination, ChangeEvent... events) {
        return of(destination, List.of(events));
    }

    static DeliveryResult of(Destination<?> destination, List<ChangeEvent> events) {
        try {
            return Deliveries.deliver(destination, events)
                    .result()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
