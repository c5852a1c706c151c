/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A destination whose deliveries are completed by the test, or immediately by a responder. */
final class FakeDestination implements Destination<ChangeEvent> {
    /** All deliveries, in the order of their start. */
    final List<Call> calls = new ArrayList<>();

    /** The ids of the prepared events, in order. */
    final List<String> prepared = new ArrayList<>();

    /** The failures of the task, with the table. */
    final List<String> failures = new ArrayList<>();

    /** The starts and ends of outages. */
    final List<String> outages = new ArrayList<>();

    Function<ChangeEvent, Object> routes = event -> FakeDestination.class;
    /** Used when the loop starts. */
    boolean hasManyRoutes;

    UnaryOperator<ChangeEvent> preparer = event -> event;

    Optional<Function<List<ChangeEvent>, DeliveryResult>> responder = Optional.empty();
    boolean completesOnAbort = true;

    final class Call implements Delivery {
        final List<ChangeEvent> events;
        final CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        boolean isAborted;

        private Call(List<ChangeEvent> events) {
            this.events = events;
        }

        List<String> ids() {
            return events.stream().map(event -> event.source().eventId()).toList();
        }

        void complete(EventResult... results) {
            result.complete(new DeliveryResult.PerEvent(List.of(results)));
        }

        void accept() {
            result.complete(DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered()));
        }

        void reject() {
            result.complete(new DeliveryResult.Rejected("malformed"));
        }

        void unavailable() {
            result.complete(DeliveryResult.Unavailable.ofDestination("503"));
        }

        void unavailable(Duration retryAfter) {
            result.complete(
                    new DeliveryResult.Unavailable(DeliveryResult.Scope.DESTINATION, "429", Optional.of(retryAfter)));
        }

        @Override
        public CompletionStage<DeliveryResult> result() {
            return result;
        }

        @Override
        public void abort() {
            isAborted = true;
            if (completesOnAbort) {
                result.complete(DeliveryResult.Unavailable.ofDestination("aborted"));
            }
        }
    }

    @Override
    public Route route(ChangeEvent head) {
        Object route = routes.apply(head);
        return new Route(route, route);
    }

    @Override
    public boolean hasManyRoutes() {
        return hasManyRoutes;
    }

    @Override
    public ChangeEvent prepare(ChangeEvent event) {
        prepared.add(event.source().eventId());
        return preparer.apply(event);
    }

    @Override
    public Delivery deliver(Route route, List<ChangeEvent> events) {
        Call call = new Call(events);
        calls.add(call);
        responder.ifPresent(respond -> call.result.complete(respond.apply(events)));
        return call;
    }

    /** The ids of the events of all deliveries. */
    List<List<String>> ids() {
        return calls.stream().map(Call::ids).toList();
    }

    Call call(int index) {
        return calls.get(index);
    }

    Call last() {
        return calls.get(calls.size() - 1);
    }

    long inFlight() {
        return calls.stream().filter(call -> !call.result.isDone()).count();
    }

    @Override
    public void onTaskFailure(String reason, Optional<String> table) {
        failures.add(reason + " [" + table.orElse("") + "]");
    }

    @Override
    public void onOutage(String reason) {
        outages.add("unavailable: " + reason);
    }

    @Override
    public void onRecovery() {
        outages.add("available");
    }

    @Override
    public void close() {
        // It has no resources.
    }
}
