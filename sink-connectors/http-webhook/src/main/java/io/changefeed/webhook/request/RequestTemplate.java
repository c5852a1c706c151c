/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;

/** The configured URL and headers of requests. */
public record RequestTemplate(UrlTemplate url, HeaderTemplates headers) {
    /**
     * Returns URL and headers for an event.
     *
     * @throws RejectedEventException if the event lacks a field that they use
     */
    public RequestHead expand(ChangeEvent event) {
        return new RequestHead(url.expand(event), headers.expand(event));
    }
}
