/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.task;

import io.changefeed.delivery.Answer;
import io.changefeed.delivery.Attempt;
import io.changefeed.delivery.Destination;
import io.changefeed.delivery.Outcome;
import io.changefeed.event.ChangeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A destination that answers when a test says so, or at once. */
final class FakeDestination implements Destination {
    /** Every delivery that was begun, in order. */
    final List<Call> calls = new ArrayList<>();

    /** Why the task fails, with the identities of the events, as it was told. */
    final List<String> failures = new ArrayList<>();

    Function<ChangeEvent, Object> routes = event -> FakeDestination.class;
    Optional<Function<List<ChangeEvent>, Answer>> answering = Optional.empty();
    boolean obeysAborts = true;
    boolean isClosed;

    final class Call implements Attempt {
        final List<ChangeEvent> events;
        final CompletableFuture<Answer> answer = new CompletableFuture<>();
        boolean isAborted;

        private Call(List<ChangeEvent> events) {
            this.events = events;
        }

        List<String> ids() {
            return events.stream().map(event -> event.source().eventId()).toList();
        }

        void answer(Outcome... outcomes) {
            answer.complete(new Answer.Each(List.of(outcomes)));
        }

        void take() {
            answer.complete(Answer.Each.of(events.size(), new Outcome.Delivered()));
        }

        void refuse() {
            answer.complete(new Answer.Refused("malformed"));
        }

        void unavailable() {
            answer.complete(new Answer.Unavailable("503", Optional.empty()));
        }

        void unavailable(Duration pause) {
            answer.complete(new Answer.Unavailable("429", Optional.of(pause)));
        }

        @Override
        public CompletionStage<Answer> answer() {
            return answer;
        }

        @Override
        public void abort() {
            isAborted = true;
            if (obeysAborts) {
                answer.complete(new Answer.Unavailable("aborted", Optional.empty()));
            }
        }
    }

    @Override
    public Object route(ChangeEvent event) {
        return routes.apply(event);
    }

    @Override
    public Attempt deliver(List<ChangeEvent> events) {
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
    public void failing(String reason, List<ChangeEvent> events) {
        failures.add(reason + " "
                + events.stream().map(event -> event.source().eventId()).toList());
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
