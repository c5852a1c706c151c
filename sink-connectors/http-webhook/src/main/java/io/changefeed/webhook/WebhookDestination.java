/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.connector.Closer;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.LambdaJson;
import io.changefeed.webhook.body.BodyWriter;
import io.changefeed.webhook.config.WebhookConfig;
import io.changefeed.webhook.http.HttpSettings;
import io.changefeed.webhook.http.PostClient;
import io.changefeed.webhook.notification.Notification;
import io.changefeed.webhook.notification.NotificationSender;
import io.changefeed.webhook.request.MessageId;
import io.changefeed.webhook.request.NamedUrl;
import io.changefeed.webhook.request.RequestHead;
import io.changefeed.webhook.request.RequestTemplate;
import io.changefeed.webhook.response.ResponseClassifier;
import io.changefeed.webhook.response.SentEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Delivers events to an HTTP endpoint. Events with the same URL and headers share a POST request. */
final class WebhookDestination implements Destination<EncodedEvent> {
    private final RequestTemplate template;
    /** Empty if events can have different routes. */
    private final Optional<Route> onlyRoute;

    private final BodyWriter bodies;
    private final MessageSender sender;
    private final Optional<NotificationSender> notifications;
    private final Clock clock;
    private final Closer closer;

    private WebhookDestination(
            RequestTemplate template,
            BodyWriter bodies,
            MessageSender sender,
            Optional<NotificationSender> notifications,
            Clock clock,
            Closer closer) {
        this.template = template;
        this.onlyRoute =
                template.url().constant().flatMap(url -> template.constant().map(request -> new Route(url, request)));
        this.bodies = bodies;
        this.sender = sender;
        this.notifications = notifications;
        this.clock = clock;
        this.closer = closer;
    }

    /** Creates the HTTP clients. No connection is opened before the first event. */
    static WebhookDestination open(WebhookConfig config, Clock clock) {
        return open(config, PostClient::new, clock);
    }

    /** @param clients creates the HTTP clients: of the endpoint, of access tokens and of notifications */
    static WebhookDestination open(WebhookConfig config, Function<HttpSettings, PostClient> clients, Clock clock) {
        Closer closer = new Closer();
        try {
            return open(config, clients, clock, closer);
        } catch (RuntimeException | Error e) {
            closer.closeAfter(e);
            throw e;
        }
    }

    private static WebhookDestination open(
            WebhookConfig config, Function<HttpSettings, PostClient> clients, Clock clock, Closer closer) {
        MessageSender sender = new MessageSender(
                closer.register(clients.apply(config.http())),
                config.auth().authorization(() -> closer.register(clients.apply(config.tokenHttp())), clock),
                config.body().signatures(),
                config.endpoint().compression(),
                new ResponseClassifier(config.responses().settings(), clock),
                clock);
        boolean batched = config.delivery().batchLimits().records() > 1;
        return new WebhookDestination(
                config.endpoint().requestTemplate(),
                config.body().writer(batched),
                sender,
                config.notification()
                        .target()
                        .map(target -> closer.register(NotificationSender.start(
                                clients.apply(config.notificationHttp()),
                                target,
                                config.body().signatures(),
                                clock))),
                clock,
                closer);
    }

    /** @throws RejectedEventException if the URL or a header cannot be built from the event */
    @Override
    public Route route(ChangeEvent head) {
        return onlyRoute.orElseGet(() -> {
            RequestHead request = template.expand(head);
            return new Route(new NamedUrl(request.url(), template.url().nameFor(head)), request);
        });
    }

    @Override
    public boolean hasManyRoutes() {
        return !template.url().isConstant();
    }

    @Override
    public String routeName(Object isolation) {
        return ((NamedUrl) isolation).name();
    }

    @Override
    public EncodedEvent prepare(ChangeEvent event) {
        return new EncodedEvent(
                new SentEvent(event.source().eventId(), LambdaJson.sequenceNumber(event)), bodies.encode(event));
    }

    @Override
    public Delivery deliver(Route route, List<EncodedEvent> batch) {
        List<SentEvent> events = new ArrayList<>(batch.size());
        List<String> ids = new ArrayList<>(batch.size());
        List<byte[]> contents = new ArrayList<>(batch.size());
        for (EncodedEvent encoded : batch) {
            events.add(encoded.event());
            ids.add(encoded.event().id());
            contents.add(encoded.content());
        }
        Message message =
                new Message((RequestHead) route.request(), MessageId.of(ids), bodies.combine(contents), events);
        return new WebhookDelivery(sender, message).start();
    }

    @Override
    public void onTaskFailure(String reason, Optional<String> table) {
        report(Notification.Type.TASK_FAILED, reason, table);
    }

    @Override
    public void onOutage(String reason) {
        report(
                Notification.Type.DESTINATION_UNAVAILABLE,
                "The endpoint is unavailable; events wait, and their delivery is retried: " + reason,
                Optional.empty());
    }

    @Override
    public void onRecovery() {
        report(Notification.Type.DESTINATION_AVAILABLE, "The endpoint is available again.", Optional.empty());
    }

    private void report(Notification.Type type, String message, Optional<String> table) {
        notifications.ifPresent(sender -> sender.send(new Notification(type, clock.instant(), table, message)));
    }

    /** Waits at most 2 s for pending notifications. */
    @Override
    public void close() {
        closer.close();
    }
}
