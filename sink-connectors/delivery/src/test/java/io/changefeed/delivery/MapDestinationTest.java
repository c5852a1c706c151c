/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

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
    protected Destination open() {
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

    private final class InMemory implements Destination {
        @Override
        public Attempt deliver(List<ChangeEvent> events) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            if (state == State.TAKES) {
                events.forEach(event -> held.add(event.source().eventId()));
                answer.complete(Answer.Each.of(events.size(), new Outcome.Delivered()));
            } else if (state == State.IS_UNAVAILABLE) {
                answer.complete(new Answer.Unavailable("it rests", Optional.empty()));
            }
            return new Attempt() {
                @Override
                public CompletionStage<Answer> answer() {
                    return answer;
                }

                @Override
                public void abort() {
                    answer.complete(new Answer.Unavailable("aborted", Optional.empty()));
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
