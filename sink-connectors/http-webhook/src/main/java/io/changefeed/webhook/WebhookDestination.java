/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.webhook.body.BodyWriter;
import io.changefeed.webhook.config.WebhookConfig;
import io.changefeed.webhook.http.PostClient;
import io.changefeed.webhook.request.MessageId;
import io.changefeed.webhook.request.Route;
import io.changefeed.webhook.request.Routes;
import io.changefeed.webhook.response.ResponseClassifier;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The endpoint: events that go to one URL with equal headers share a POST request. */
final class WebhookDestination implements Destination<ChangeEvent> {
    private final Routes routes;
    private final BodyWriter bodies;
    private final Sender sender;
    private final Optional<FailureNotification> notice;
    private String table = "";

    WebhookDestination(Routes routes, BodyWriter bodies, Sender sender, Optional<FailureNotification> notice) {
        this.routes = routes;
        this.bodies = bodies;
        this.sender = sender;
        this.notice = notice;
    }

    /** Opens nothing but the HTTP client: the first event makes the first connection. */
    static WebhookDestination open(WebhookConfig config, Clock clock) {
        PostClient http = new PostClient(config.http());
        Sender sender = new Sender(
                http,
                config.auth().authorization(http, clock),
                config.body().signatures(),
                config.endpoint().compression(),
                new ResponseClassifier(clock),
                clock);
        boolean batched = config.delivery().batchLimits().records() > 1;
        return new WebhookDestination(
                config.endpoint().routes(),
                config.body().writer(batched),
                sender,
                config.endpoint().failureNotificationUrl().map(url -> new FailureNotification(http, url)));
    }

    /** @throws RejectedEventException when the event lacks a field that its URL or a header needs */
    @Override
    public io.changefeed.delivery.destination.Route route(ChangeEvent head) {
        table = head.source().table();
        Route request = routes.route(head);
        return new io.changefeed.delivery.destination.Route(request.url(), request);
    }

    @Override
    public ChangeEvent prepare(ChangeEvent event) {
        return event;
    }

    @Override
    public Delivery deliver(io.changefeed.delivery.destination.Route route, List<ChangeEvent> events) {
        Message message =
                new Message((Route) route.request(), MessageId.of(events), bodies.write(events), events.size());
        return new PostAttempt(sender, message).begin();
    }

    @Override
    public void onTaskFailure(String reason, Optional<String> failedTable) {
        notice.ifPresent(each -> each.send(failedTable.orElse(table), reason));
    }

    @Override
    public void close() {
        notice.ifPresent(FailureNotification::await);
        sender.http().close();
    }
}
