/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import java.io.IOException;

/**
 * Thrown if a connection was established, but no response was received. The server is reachable, so the fault can be
 * limited to the URL or to the request, which the server may have processed.
 */
public final class NoResponseException extends IOException {
    private static final long serialVersionUID = 1L;

    NoResponseException(Throwable cause) {
        super(cause.toString(), cause);
    }
}
