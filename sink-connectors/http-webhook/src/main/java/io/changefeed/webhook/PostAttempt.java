/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.webhook.http.Exchange;
import io.changefeed.webhook.response.Response;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One message on its way: it is authorized and sent, and sent once more with a new token when the first was refused. */
final class PostAttempt implements Delivery {
    private static final int UNAUTHORIZED = 401;

    private final Sender sender;
    private final Message message;
    private final CompletableFuture<DeliveryResult> answer = new CompletableFuture<>();
    /** Empty while there is no authorization yet. */
    private Optional<Exchange> exchange = Optional.empty();

    private boolean aborted;

    PostAttempt(Sender sender, Message message) {
        this.sender = sender;
        this.message = message;
    }

    PostAttempt begin() {
        authorize(true);
        return this;
    }

    private void authorize(boolean renewable) {
        answerForBugs(sender.authorization().value().whenComplete((value, failure) -> {
            if (value == null) {
                fail(failure);
            } else {
                send(value, renewable);
            }
        }));
    }

    /** What fails in a step is seen by no caller. What was answered before stays the answer. */
    private void answerForBugs(CompletionStage<?> step) {
        step.whenComplete((done, bug) -> {
            if (bug != null) {
                answer.completeExceptionally(bug);
            }
        });
    }

    private void send(Optional<String> authorization, boolean renewable) {
        Exchange begun;
        synchronized (this) {
            if (aborted) {
                return;
            }
            begun = sender.send(message, authorization);
            exchange = Optional.of(begun);
        }
        answerForBugs(begun.response().whenComplete((reply, failure) -> {
            if (reply == null) {
                fail(failure);
            } else if (renewable && isRenewed(reply, authorization)) {
                authorizeAgain();
            } else {
                answer.complete(sender.answer(reply, message));
            }
        }));
    }

    private boolean isRenewed(Response reply, Optional<String> authorization) {
        return reply.status() == UNAUTHORIZED
                && authorization.filter(sender.authorization()::invalidate).isPresent();
    }

    private void authorizeAgain() {
        synchronized (this) {
            exchange = Optional.empty();
            if (aborted) {
                giveUp();
                return;
            }
        }
        authorize(false);
    }

    private void fail(@Nullable Throwable failure) {
        Throwable cause = failure == null ? new IllegalStateException("neither a value nor a failure") : failure;
        Sender.answer(cause).ifPresentOrElse(answer::complete, () -> answer.completeExceptionally(cause));
    }

    @Override
    public CompletionStage<DeliveryResult> result() {
        return answer;
    }

    @Override
    public void abort() {
        Optional<Exchange> running;
        synchronized (this) {
            aborted = true;
            running = exchange;
        }
        running.ifPresentOrElse(Exchange::cancel, this::giveUp);
    }

    private void giveUp() {
        answer.complete(new DeliveryResult.Unavailable("the attempt was given up", Optional.empty()));
    }
}
