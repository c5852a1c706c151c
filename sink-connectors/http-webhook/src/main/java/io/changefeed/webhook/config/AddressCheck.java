/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.webhook.address.HostLiterals;
import java.net.URI;
import java.util.function.Function;

/** Rejects a URL with an address that is not public, unless another property allows it. */
final class AddressCheck {
    private AddressCheck() {}

    /**
     * Adds an error to a URL that is set.
     *
     * @param url parses the value of the property, which is valid
     * @param allowing the property that allows addresses that are not public
     */
    static void check(PropertyChecks checks, String property, Function<String, URI> url, String allowing) {
        boolean isAllowed = checks.value(allowing, Boolean.class).orElse(false);
        checks.value(property, String.class)
                .filter(text -> !isAllowed && !text.isBlank())
                .flatMap(text -> HostLiterals.specialPurpose(url.apply(text).getHost()))
                .ifPresent(purpose -> checks.addError(
                        property,
                        "The address is not public (" + purpose + "). To allow it, set '" + allowing + "=true'."));
    }
}
