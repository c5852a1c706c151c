/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.webhook.http.Exchange;
import io.changefeed.webhook.http.PostRequest;
import io.changefeed.webhook.response.Response;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a message. If the endpoint rejects the access token, requests a new token and sends the message once more.
 */
final class WebhookDelivery implements Delivery {
    private static final int UNAUTHORIZED = 401;

    private final MessageSender sender;
    private final Message message;
    private final CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    /** Empty until the authorization is available. */
    private Optional<Exchange> exchange = Optional.empty();

    private boolean aborted;

    WebhookDelivery(MessageSender sender, Message message) {
        this.sender = sender;
        this.message = message;
    }

    WebhookDelivery start() {
        authorize(true);
        return this;
    }

    private void authorize(boolean retryUnauthorized) {
        failOnUnexpectedException(sender.authorization().value().whenComplete((value, failure) -> {
            if (value == null) {
                fail(failure);
            } else {
                send(value, retryUnauthorized);
            }
        }));
    }

    /**
     * Fails the delivery if a step throws an unexpected exception, which would otherwise leave the delivery in flight
     * forever. Has no effect if the result is complete.
     */
    private void failOnUnexpectedException(CompletionStage<?> step) {
        step.whenComplete((done, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            }
        });
    }

    private void send(Optional<String> authorization, boolean retryUnauthorized) {
        PostRequest request = sender.request(message, authorization);
        Exchange started;
        synchronized (this) {
            if (aborted) {
                return;
            }
            started = sender.send(request);
            exchange = Optional.of(started);
        }
        failOnUnexpectedException(started.response().whenComplete((response, failure) -> {
            if (response == null) {
                fail(failure);
            } else if (retryUnauthorized && hasRejectedToken(response, authorization)) {
                reauthorize();
            } else {
                result.complete(sender.classify(response, message, request));
            }
        }));
    }

    private boolean hasRejectedToken(Response response, Optional<String> authorization) {
        return response.status() == UNAUTHORIZED
                && authorization.filter(sender.authorization()::invalidate).isPresent();
    }

    private void reauthorize() {
        synchronized (this) {
            exchange = Optional.empty();
            if (aborted) {
                completeAborted();
                return;
            }
        }
        authorize(false);
    }

    private void fail(@Nullable Throwable failure) {
        Throwable cause =
                failure == null ? new IllegalStateException("completed with neither a value nor a failure") : failure;
        MessageSender.classify(cause).ifPresentOrElse(result::complete, () -> result.completeExceptionally(cause));
    }

    @Override
    public CompletionStage<DeliveryResult> result() {
        return result;
    }

    @Override
    public void abort() {
        Optional<Exchange> running;
        synchronized (this) {
            aborted = true;
            running = exchange;
        }
        running.ifPresentOrElse(Exchange::cancel, this::completeAborted);
    }

    private void completeAborted() {
        result.complete(DeliveryResult.Unavailable.ofDestination("the delivery was aborted"));
    }
}
