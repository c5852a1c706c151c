/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import io.changefeed.webhook.address.SpecialPurposeAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a host for each connection and rejects the host if one of its addresses is not public. The client connects
 * to the addresses that were checked, so DNS rebinding has no effect.
 */
final class PublicAddressResolver implements DnsResolver {
    private final DnsResolver resolver;
    private final String allowingProperty;

    /** @param allowingProperty the property that allows other addresses, for error messages */
    PublicAddressResolver(DnsResolver resolver, String allowingProperty) {
        this.resolver = resolver;
        this.allowingProperty = allowingProperty;
    }

    /** @throws ForbiddenAddressException if one of the addresses is not public */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = resolver.resolve(host);
        for (InetAddress address : addresses) {
            Optional<String> purpose = SpecialPurposeAddresses.purpose(address);
            if (purpose.isPresent()) {
                throw new ForbiddenAddressException(host, address.getHostAddress(), purpose.get(), allowingProperty);
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return resolver.resolveCanonicalHostname(host);
    }
}
