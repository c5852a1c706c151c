/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.delivery.Attempt;
import io.changefeed.delivery.Destination;
import io.changefeed.delivery.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.webhook.answer.Answers;
import io.changefeed.webhook.body.BodyWriter;
import io.changefeed.webhook.config.WebhookConfig;
import io.changefeed.webhook.http.Http;
import io.changefeed.webhook.request.MessageId;
import io.changefeed.webhook.request.Route;
import io.changefeed.webhook.request.Routes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The endpoint: events that go to one URL with equal headers share a POST request. */
final class WebhookDestination implements Destination {
    private final Routes routes;
    private final BodyWriter bodies;
    private final Sender sender;
    private final Optional<FailureNotice> notice;
    private String table = "";

    WebhookDestination(Routes routes, BodyWriter bodies, Sender sender, Optional<FailureNotice> notice) {
        this.routes = routes;
        this.bodies = bodies;
        this.sender = sender;
        this.notice = notice;
    }

    /** Opens nothing but the HTTP client: the first event makes the first connection. */
    static WebhookDestination open(WebhookConfig config, Clock clock) {
        Http http = new Http(config.http());
        Sender sender = new Sender(
                http,
                config.auth().authorization(http, clock),
                config.body().signatures(),
                config.endpoint().compression(),
                new Answers(clock),
                clock);
        boolean batched = config.delivery().batchLimits().records() > 1;
        return new WebhookDestination(
                config.endpoint().routes(),
                config.body().writer(batched),
                sender,
                config.endpoint().failureNotificationUrl().map(url -> new FailureNotice(http, url)));
    }

    /** @throws RejectedEventException when the event lacks a field that its URL or a header needs */
    @Override
    public Object route(ChangeEvent event) {
        table = event.source().table();
        return routes.route(event);
    }

    @Override
    public Attempt deliver(List<ChangeEvent> events) {
        Route route = routes.route(events.get(0));
        Message message = new Message(route, MessageId.of(events), bodies.write(events), events.size());
        return new PostAttempt(sender, message).begin();
    }

    @Override
    public void failing(String reason, List<ChangeEvent> events) {
        String failed = events.isEmpty() ? table : events.get(0).source().table();
        notice.ifPresent(each -> each.send(failed, reason));
    }

    @Override
    public void close() {
        notice.ifPresent(FailureNotice::await);
        sender.http().close();
    }
}
