/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import java.net.UnknownHostException;

/** Thrown if a host has an address that is not public and the configuration allows only public addresses. */
public final class ForbiddenAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String host, String address, String purpose, String allowingProperty) {
        super("the address " + address + " of the host '" + host + "' is not public (" + purpose
                + "); to allow it, set '" + allowingProperty + "=true'");
    }
}
