/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The contract can be kept: by a destination that keeps everything in memory. */
class MapDestinationTest extends DestinationContract {
    private enum State {
        TAKES,
        IS_UNAVAILABLE,
        HANGS
    }

    private final List<String> held = new ArrayList<>();
    private State state = State.TAKES;

    @Override
    protected Destination<?> open() {
        return new InMemory();
    }

    @Override
    protected void take() {
        state = State.TAKES;
    }

    @Override
    protected void beUnavailable() {
        state = State.IS_UNAVAILABLE;
    }

    @Override
    protected void hang() {
        state = State.HANGS;
    }

    @Override
    protected void beUnreachable() {
        state = State.IS_UNAVAILABLE;
    }

    @Override
    protected List<String> held() {
        return List.copyOf(held);
    }

    @Override
    protected List<String> secrets() {
        return List.of("swordfish");
    }

    private final class InMemory implements Destination<ChangeEvent> {
        @Override
        public ChangeEvent prepare(ChangeEvent event) {
            return event;
        }

        @Override
        public Delivery deliver(Route route, List<ChangeEvent> events) {
            CompletableFuture<DeliveryResult> answer = new CompletableFuture<>();
            if (state == State.TAKES) {
                events.forEach(event -> held.add(event.source().eventId()));
                answer.complete(DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered()));
            } else if (state == State.IS_UNAVAILABLE) {
                answer.complete(new DeliveryResult.Unavailable("it rests", Optional.empty()));
            }
            return new Delivery() {
                @Override
                public CompletionStage<DeliveryResult> result() {
                    return answer;
                }

                @Override
                public void abort() {
                    answer.complete(new DeliveryResult.Unavailable("aborted", Optional.empty()));
                }
            };
        }

        @Override
        public String toString() {
            return "in memory";
        }

        @Override
        public void close() {
            // Nothing is held outside.
        }
    }
}
