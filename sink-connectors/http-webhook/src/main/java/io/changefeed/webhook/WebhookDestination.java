/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.connector.Closer;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.webhook.body.BodyWriter;
import io.changefeed.webhook.config.WebhookConfig;
import io.changefeed.webhook.http.PostClient;
import io.changefeed.webhook.request.MessageId;
import io.changefeed.webhook.request.RequestHead;
import io.changefeed.webhook.request.RequestTemplate;
import io.changefeed.webhook.response.ResponseClassifier;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Delivers events to an HTTP endpoint. Events with the same URL and headers share a POST request. */
final class WebhookDestination implements Destination<EncodedEvent> {
    private final RequestTemplate template;
    private final BodyWriter bodies;
    private final MessageSender sender;
    private final Optional<FailureNotification> notification;
    /** The table of the latest event, which a failure notification names if no event caused the failure. */
    private String lastTable = "";

    WebhookDestination(
            RequestTemplate template,
            BodyWriter bodies,
            MessageSender sender,
            Optional<FailureNotification> notification) {
        this.template = template;
        this.bodies = bodies;
        this.sender = sender;
        this.notification = notification;
    }

    /** Creates the HTTP client. No connection is opened before the first event. */
    static WebhookDestination open(WebhookConfig config, Clock clock) {
        Closer closer = new Closer();
        try {
            return open(config, clock, closer.register(new PostClient(config.http())));
        } catch (RuntimeException | Error e) {
            closer.closeAfter(e);
            throw e;
        }
    }

    private static WebhookDestination open(WebhookConfig config, Clock clock, PostClient client) {
        MessageSender sender = new MessageSender(
                client,
                config.auth().authorization(client, clock),
                config.body().signatures(),
                config.endpoint().compression(),
                new ResponseClassifier(clock),
                clock);
        boolean batched = config.delivery().batchLimits().records() > 1;
        return new WebhookDestination(
                config.endpoint().requestTemplate(),
                config.body().writer(batched),
                sender,
                config.endpoint().failureNotificationUrl().map(url -> new FailureNotification(client, url)));
    }

    /** @throws RejectedEventException if the URL or a header cannot be built from the event */
    @Override
    public Route route(ChangeEvent head) {
        lastTable = head.source().table();
        RequestHead request = template.expand(head);
        return new Route(request.url(), request);
    }

    @Override
    public EncodedEvent prepare(ChangeEvent event) {
        return new EncodedEvent(event.source().eventId(), bodies.encode(event));
    }

    @Override
    public Delivery deliver(Route route, List<EncodedEvent> batch) {
        Message message = new Message(
                (RequestHead) route.request(),
                MessageId.of(batch.stream().map(EncodedEvent::id).toList()),
                bodies.combine(batch.stream().map(EncodedEvent::content).toList()),
                batch.size());
        return new WebhookDelivery(sender, message).start();
    }

    @Override
    public void onTaskFailure(String reason, Optional<String> table) {
        notification.ifPresent(failure -> failure.send(table.orElse(lastTable), reason));
    }

    @Override
    public void close() {
        notification.ifPresent(FailureNotification::await);
        sender.client().close();
    }
}
