/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import java.net.UnknownHostException;

/** The host's address is not in the public internet, and no other is allowed. The message tells all of it. */
public final class ForbiddenAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String host, String address, String kind) {
        super("the address " + address + " of the host '" + host + "' is not public (" + kind
                + "); set 'allow.private.addresses=true' if requests may go there");
    }
}
