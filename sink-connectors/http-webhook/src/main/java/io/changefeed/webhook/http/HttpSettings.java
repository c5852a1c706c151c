/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;

/**
 * What the client is told.
 *
 * @param connections the most at a time to the endpoint
 * @param connectTimeout for a connection, and for its TLS handshake
 * @param requestTimeout from its beginning, with connecting, to the end of the reply
 * @param privateAddresses whether requests may go to addresses that are not public
 * @param resolver finds the addresses of hosts
 * @param proxy empty for none
 */
public record HttpSettings(
        int connections,
        Duration connectTimeout,
        Duration requestTimeout,
        boolean privateAddresses,
        DnsResolver resolver,
        Optional<Proxy> proxy,
        Tls tls) {

    /** An HTTP proxy, with the credentials that it asks for. */
    public record Proxy(String host, int port, Optional<Credentials> credentials) {}

    /** Of the proxy. The password is in no text. */
    public record Credentials(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /**
     * TLS.
     *
     * @param protocols that are allowed
     * @param ciphers that are allowed; empty for those of the JVM
     * @param checksHostname whether a certificate must be that of the host
     */
    public record Tls(SSLContext context, List<String> protocols, List<String> ciphers, boolean checksHostname) {
        public Tls {
            protocols = List.copyOf(protocols);
            ciphers = List.copyOf(ciphers);
        }
    }
}
