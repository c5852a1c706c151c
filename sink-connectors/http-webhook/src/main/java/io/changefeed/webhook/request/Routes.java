/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;

/** The route of each event. */
public record Routes(UrlTemplate url, HeaderTemplates headers) {
    /**
     * Where an event goes.
     *
     * @throws RejectedEventException when the event lacks a field that its route needs
     */
    public Route route(ChangeEvent event) {
        return new Route(url.expand(event), headers.expand(event));
    }
}
