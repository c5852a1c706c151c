/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.webhook.auth.Authorization;
import io.changefeed.webhook.auth.AuthorizationException;
import io.changefeed.webhook.body.Compression;
import io.changefeed.webhook.http.Exchange;
import io.changefeed.webhook.http.ForbiddenAddressException;
import io.changefeed.webhook.http.NoResponseException;
import io.changefeed.webhook.http.PostClient;
import io.changefeed.webhook.http.PostRequest;
import io.changefeed.webhook.request.Header;
import io.changefeed.webhook.request.Signatures;
import io.changefeed.webhook.response.Response;
import io.changefeed.webhook.response.ResponseClassifier;
import io.changefeed.webhook.response.SentRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.hc.core5.http.HttpException;

/** Sends messages to the endpoint and classifies the results. */
record MessageSender(
        PostClient client,
        Authorization authorization,
        Signatures signatures,
        Compression compression,
        ResponseClassifier classifier,
        Clock clock) {

    /** @param authorizationValue value of the {@code Authorization} header; empty for none */
    PostRequest request(Message message, Optional<String> authorizationValue) {
        List<Header> headers = new ArrayList<>(message.head().headers());
        headers.addAll(
                signatures.headers(message.id(), clock.instant(), message.body().content()));
        compression.contentEncoding().ifPresent(encoding -> headers.add(new Header("Content-Encoding", encoding)));
        authorizationValue.map(Header::authorization).ifPresent(headers::add);
        return new PostRequest(message.head().url(), headers, compression.compress(message.body()));
    }

    Exchange send(PostRequest request) {
        return client.send(request);
    }

    DeliveryResult classify(Response response, Message message, PostRequest request) {
        return classifier.classify(response, new SentRequest(message.events(), request.headers()));
    }

    /** Classifies the failure of a request that received no response. Empty if only a bug can cause the failure. */
    static Optional<DeliveryResult> classify(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof AuthorizationException unauthorized) {
            return Optional.of(unauthorized.result());
        }
        if (cause instanceof ForbiddenAddressException forbidden) {
            return Optional.of(new DeliveryResult.Fatal(String.valueOf(forbidden.getMessage())));
        }
        if (cause instanceof NoResponseException) {
            return Optional.of(
                    DeliveryResult.Unavailable.ofRoute("the endpoint did not respond: " + cause.getMessage()));
        }
        if (cause instanceof IOException || cause instanceof HttpException) {
            return Optional.of(DeliveryResult.Unavailable.ofDestination("the endpoint cannot be reached: " + cause));
        }
        return Optional.empty();
    }
}
