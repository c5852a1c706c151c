/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import java.net.URI;
import java.util.List;

/** Where an event goes: events with equal routes can share a request. */
public record Route(URI url, List<Header> headers) {
    public Route {
        headers = List.copyOf(headers);
    }
}
