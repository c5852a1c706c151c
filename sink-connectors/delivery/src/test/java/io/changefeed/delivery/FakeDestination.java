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

/** A destination that answers when a test says so, or at once. */
final class FakeDestination implements Destination<ChangeEvent> {
    /** Every delivery that was begun, in order. */
    final List<Call> calls = new ArrayList<>();

    /** The identities of the prepared events, in order. */
    final List<String> prepared = new ArrayList<>();

    /** The failures of the task, with the table. */
    final List<String> failures = new ArrayList<>();

    Function<ChangeEvent, Object> routes = event -> FakeDestination.class;
    UnaryOperator<ChangeEvent> preparing = event -> event;

    Optional<Function<List<ChangeEvent>, DeliveryResult>> answering = Optional.empty();
    boolean obeysAborts = true;
    boolean isClosed;

    final class Call implements Delivery {
        final List<ChangeEvent> events;
        final CompletableFuture<DeliveryResult> answer = new CompletableFuture<>();
        boolean isAborted;

        private Call(List<ChangeEvent> events) {
            this.events = events;
        }

        List<String> ids() {
            return events.stream().map(event -> event.source().eventId()).toList();
        }

        void answer(EventResult... outcomes) {
            answer.complete(new DeliveryResult.PerEvent(List.of(outcomes)));
        }

        void take() {
            answer.complete(DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered()));
        }

        void refuse() {
            answer.complete(new DeliveryResult.Rejected("malformed"));
        }

        void unavailable() {
            answer.complete(new DeliveryResult.Unavailable("503", Optional.empty()));
        }

        void unavailable(Duration pause) {
            answer.complete(new DeliveryResult.Unavailable("429", Optional.of(pause)));
        }

        @Override
        public CompletionStage<DeliveryResult> result() {
            return answer;
        }

        @Override
        public void abort() {
            isAborted = true;
            if (obeysAborts) {
                answer.complete(new DeliveryResult.Unavailable("aborted", Optional.empty()));
            }
        }
    }

    @Override
    public Route route(ChangeEvent head) {
        Object route = routes.apply(head);
        return new Route(route, route);
    }

    @Override
    public ChangeEvent prepare(ChangeEvent event) {
        prepared.add(event.source().eventId());
        return preparing.apply(event);
    }

    @Override
    public Delivery deliver(Route route, List<ChangeEvent> events) {
        Call call = new Call(events);
        calls.add(call);
        answering.ifPresent(answers -> call.answer.complete(answers.apply(events)));
        return call;
    }

    /** The identities of the events of every delivery. */
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
        return calls.stream().filter(call -> !call.answer.isDone()).count();
    }

    @Override
    public void onTaskFailure(String reason, Optional<String> table) {
        failures.add(reason + " [" + table.orElse("") + "]");
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
