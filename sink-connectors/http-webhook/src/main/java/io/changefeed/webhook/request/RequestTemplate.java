/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;

/** The configured URL and headers of requests. */
public record RequestTemplate(UrlTemplate url, HeaderTemplates headers) {
    /**
     * Returns the URL and the headers for an event.
     *
     * @throws RejectedEventException if they use a key attribute that the event does not have
     */
    public RequestHead expand(ChangeEvent event) {
        return new RequestHead(url.expand(event), headers.expand(event));
    }
}
