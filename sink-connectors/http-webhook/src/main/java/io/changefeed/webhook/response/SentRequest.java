/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import io.changefeed.webhook.request.Header;
import java.util.List;

/**
 * The parts of a request that its response can refer to. {@code toString} omits the secrets.
 *
 * @param events the events, in the order of the body
 * @param headers the headers, some of which are secret
 */
public record SentRequest(List<SentEvent> events, List<Header> headers) {
    public SentRequest {
        events = List.copyOf(events);
        headers = List.copyOf(headers);
    }

    /** Returns the texts that must not appear in messages. */
    List<String> secrets() {
        return headers.stream().flatMap(header -> header.secrets().stream()).toList();
    }

    @Override
    public String toString() {
        return events.toString();
    }
}
