/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import java.util.List;

/**
 * The parts of a request that its response can refer to. {@code toString} omits the secrets.
 *
 * @param events the events, in the order of the body
 * @param secrets texts that must not appear in messages
 */
public record SentRequest(List<SentEvent> events, List<String> secrets) {
    public SentRequest {
        events = List.copyOf(events);
        secrets = List.copyOf(secrets);
    }

    @Override
    public String toString() {
        return events.toString();
    }
}
