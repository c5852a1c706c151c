/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import io.changefeed.webhook.body.Body;
import io.changefeed.webhook.request.Header;
import java.net.URI;
import java.util.List;

/** A POST request. */
public record PostRequest(URI url, List<Header> headers, Body body) {
    public PostRequest {
        headers = List.copyOf(headers);
    }
}
