/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.notification;

import io.changefeed.webhook.request.Header;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where notifications are sent.
 *
 * @param headers added to each request
 * @param connector the name of the connector that sends them; Kafka Connect always sets it
 * @param task the number of its task that sends them; the connector always sets it
 */
public record NotificationTarget(URI url, List<Header> headers, Optional<String> connector, Optional<Integer> task) {
    public NotificationTarget {
        headers = List.copyOf(headers);
    }
}
