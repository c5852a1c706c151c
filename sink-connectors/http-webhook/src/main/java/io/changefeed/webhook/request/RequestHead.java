/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import java.net.URI;
import java.util.List;

/** The URL and headers of a request. Events can share a request if their heads are equal. */
public record RequestHead(URI url, List<Header> headers) {
    public RequestHead {
        headers = List.copyOf(headers);
    }
}
