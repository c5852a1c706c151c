/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import io.changefeed.webhook.address.SpecialPurposeAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Finds the addresses of a host, for every connection and for no longer than it takes to connect, and refuses the host
 * when one of them is not public: what was checked is what is connected to.
 */
final class PublicAddressResolver implements DnsResolver {
    private final DnsResolver resolver;

    PublicAddressResolver(DnsResolver resolver) {
        this.resolver = resolver;
    }

    /** @throws ForbiddenAddressException when one of the addresses is not public */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = resolver.resolve(host);
        for (InetAddress address : addresses) {
            Optional<String> exception = SpecialPurposeAddresses.exception(address);
            if (exception.isPresent()) {
                throw new ForbiddenAddressException(host, address.getHostAddress(), exception.get());
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return resolver.resolveCanonicalHostname(host);
    }
}
