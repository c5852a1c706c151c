/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Verifies the contract itself, with an in-memory destination. */
class InMemoryDestinationTest extends DestinationContract {
    private enum State {
        AVAILABLE,
        UNAVAILABLE,
        HANGING
    }

    private final List<String> stored = new ArrayList<>();
    private State state = State.AVAILABLE;

    @Override
    protected Destination<?> open() {
        return new InMemory();
    }

    @Override
    protected Destination<?> openAt(String host, int port) {
        makeHang();
        return new InMemory() {
            @Override
            public Delivery deliver(Route route, List<ChangeEvent> events) {
                try (Socket connection = new Socket(host, port)) {
                    assertThat(connection.isConnected()).isTrue();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return super.deliver(route, events);
            }
        };
    }

    @Override
    protected Optional<Destination<?>> openWithHangingLookup() {
        return Optional.empty();
    }

    @Override
    protected void makeAvailable() {
        state = State.AVAILABLE;
    }

    @Override
    protected void makeUnavailable() {
        state = State.UNAVAILABLE;
    }

    @Override
    protected void makeHang() {
        state = State.HANGING;
    }

    @Override
    protected void makeUnreachable() {
        state = State.UNAVAILABLE;
    }

    @Override
    protected List<String> storedEventIds() {
        return List.copyOf(stored);
    }

    @Override
    protected List<String> secrets() {
        return List.of("swordfish");
    }

    private class InMemory implements Destination<ChangeEvent> {
        @Override
        public ChangeEvent prepare(ChangeEvent event) {
            return event;
        }

        @Override
        public Delivery deliver(Route route, List<ChangeEvent> events) {
            CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
            if (state == State.AVAILABLE) {
                events.forEach(event -> stored.add(event.source().eventId()));
                result.complete(DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered()));
            } else if (state == State.UNAVAILABLE) {
                result.complete(DeliveryResult.Unavailable.ofDestination("closed for maintenance"));
            }
            return new Delivery() {
                @Override
                public CompletionStage<DeliveryResult> result() {
                    return result;
                }

                @Override
                public void abort() {
                    result.complete(DeliveryResult.Unavailable.ofDestination("aborted"));
                }
            };
        }

        @Override
        public String toString() {
            return "in memory";
        }

        @Override
        public void close() {
            // There are no resources to release.
        }
    }
}
