/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import java.util.Optional;

/** The configured URL and headers of requests. */
public record RequestTemplate(UrlTemplate url, HeaderTemplates headers) {
    /** Returns the URL and the headers of all events; empty if events can have different ones. */
    public Optional<RequestHead> constant() {
        return url.constant().flatMap(only -> headers.constant().map(ofAll -> new RequestHead(only.url(), ofAll)));
    }

    /**
     * Returns the URL and the headers for an event.
     *
     * @throws RejectedEventException if they use a key attribute that the event does not have
     */
    public RequestHead expand(ChangeEvent event) {
        return new RequestHead(url.expand(event), headers.expand(event));
    }
}
