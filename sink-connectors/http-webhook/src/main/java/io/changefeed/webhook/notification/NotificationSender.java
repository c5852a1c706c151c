/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.notification;

import io.changefeed.connector.Backoff;
import io.changefeed.connector.DaemonThreads;
import io.changefeed.webhook.body.Body;
import io.changefeed.webhook.http.PostClient;
import io.changefeed.webhook.http.PostRequest;
import io.changefeed.webhook.request.Header;
import io.changefeed.webhook.request.Signatures;
import io.changefeed.webhook.response.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends notifications one after another, and repeats each until it is accepted: a receiver never learns of the end of an
 * outage before the outage. It shares neither threads nor connections with the deliveries, which can be the cause of the
 * failure. Thread-safe.
 */
public final class NotificationSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationSender.class);

    /** Connect abandons a task that does not stop within 5 s ({@code task.shutdown.graceful.timeout.ms}). */
    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(2);

    private static final Duration INITIAL_BACKOFF = Duration.ofMillis(200);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(1);

    /** Bounds the memory during a long outage of the receiver. */
    private static final int MAX_WAITING = 100;

    private static final int SUCCESS = 2;
    private static final int REFUSED = 4;

    private final PostClient http;
    private final NotificationTarget target;
    private final Signatures signatures;
    private final Clock clock;
    private final Backoff backoff;
    /** Discards the results of requests that end after {@link #close}. */
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
            1, DaemonThreads.named("changefeed-webhook-notifications"), new ThreadPoolExecutor.DiscardPolicy());

    // Confined to the thread of the executor:
    private final Deque<Message> waiting = new ArrayDeque<>();
    /** Sent until it is accepted, or rejected while others wait. */
    private Optional<Message> current = Optional.empty();

    private boolean isInFlight;
    private int failures;
    private Optional<Future<?>> retry = Optional.empty();
    private Optional<CompletableFuture<Void>> closing = Optional.empty();

    private record Message(String id, Notification.Type type, Body body) {}

    NotificationSender(
            PostClient http, NotificationTarget target, Signatures signatures, Clock clock, Backoff backoff) {
        this.http = http;
        this.target = target;
        this.signatures = signatures;
        this.clock = clock;
        this.backoff = backoff;
    }

    /** Creates a sender that closes its HTTP client. */
    public static NotificationSender start(
            PostClient http, NotificationTarget target, Signatures signatures, Clock clock) {
        return new NotificationSender(
                http, target, signatures, clock, Backoff.exponentialWithJitter(INITIAL_BACKOFF, MAX_BACKOFF));
    }

    /** Sends a notification in the background. */
    public void send(Notification notification) {
        executor.execute(() -> {
            if (waiting.size() == MAX_WAITING) {
                LOG.warn(
                        "{} notifications wait for 'failure.notification.url', which accepts none; dropped the oldest",
                        MAX_WAITING);
                waiting.remove();
            }
            waiting.add(new Message(
                    UUID.randomUUID().toString(),
                    notification.type(),
                    notification.body(target.connector(), target.task())));
            sendNow();
        });
    }

    /** Sends the next message without waiting for its retry. */
    private void sendNow() {
        retry.ifPresent(timer -> timer.cancel(false));
        failures = 0;
        sendNext();
    }

    private void sendNext() {
        if (isInFlight) {
            return;
        }
        current = current.or(() -> Optional.ofNullable(waiting.poll()));
        current.ifPresentOrElse(this::send, () -> closing.ifPresent(drained -> drained.complete(null)));
    }

    private void send(Message message) {
        isInFlight = true;
        http.send(request(message))
                .response()
                .whenComplete((response, failure) -> executor.execute(() -> complete(message, response, failure)));
    }

    private PostRequest request(Message message) {
        List<Header> headers = new ArrayList<>(target.headers());
        headers.addAll(signatures.headers(message.id, clock.instant(), message.body.content()));
        return new PostRequest(target.url(), headers, message.body);
    }

    private void complete(Message message, @Nullable Response response, @Nullable Throwable failure) {
        isInFlight = false;
        if (response != null && response.status() / 100 == SUCCESS) {
            current = Optional.empty();
            failures = 0;
            sendNext();
            return;
        }
        if (response != null && response.status() / 100 == REFUSED && !waiting.isEmpty()) {
            LOG.warn(
                    "'failure.notification.url' rejected the notification '{}' with status {}; it is dropped, and the next"
                            + " one is sent",
                    message.type.text(),
                    response.status());
            current = Optional.empty();
        }
        failures++;
        Duration delay = backoff.delay(failures);
        retry = Optional.of(executor.schedule(this::sendNext, delay.toMillis(), TimeUnit.MILLISECONDS));
        String reason = response != null ? "status " + response.status() : String.valueOf(failure);
        if (failures == 1) {
            LOG.warn(
                    "'failure.notification.url' did not accept the notification '{}' ({}); it is sent again until it is"
                            + " accepted or the task stops. Check the URL, 'failure.notification.headers' and the"
                            + " network of the worker",
                    message.type.text(),
                    reason);
        } else {
            LOG.debug("Notification '{}' not accepted {} times: {}", message.type.text(), failures, reason);
        }
    }

    /** Waits at most 2 s until all notifications are accepted. */
    @Override
    public void close() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        executor.execute(() -> {
            closing = Optional.of(drained);
            sendNow();
        });
        try {
            drained.get(MAX_CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The task stops, and 'failure.notification.url' has not accepted all notifications. They are not"
                    + " sent again; the log of the worker contains what they report");
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed with a failure", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            executor.shutdownNow();
            http.close();
        }
    }
}
