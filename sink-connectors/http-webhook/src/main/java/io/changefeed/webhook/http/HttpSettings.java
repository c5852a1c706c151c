/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Settings of the HTTP client.
 *
 * @param connections maximum number of connections
 * @param connectTimeout for opening a connection, and again for its TLS handshake
 * @param requestTimeout from the name lookup to the end of the response
 * @param resolver resolves host names
 * @param proxy empty for none
 */
public record HttpSettings(
        int connections,
        Duration connectTimeout,
        Duration requestTimeout,
        PrivateAddresses privateAddresses,
        DnsResolver resolver,
        Optional<Proxy> proxy,
        Tls tls) {

    /**
     * Whether addresses that are not public are allowed.
     *
     * @param property the property that allows them, for error messages
     */
    public record PrivateAddresses(boolean areAllowed, String property) {}

    /** An HTTP proxy. */
    public record Proxy(String host, int port, Optional<Credentials> credentials) {}

    /** Credentials for the proxy. {@code toString} omits the password. */
    public record Credentials(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /**
     * TLS settings.
     *
     * @param protocols the enabled protocols
     * @param ciphers the enabled cipher suites; empty for the JVM's default
     * @param checksHostname whether the server's certificate must match the host
     */
    public record Tls(SSLContext context, List<String> protocols, List<String> ciphers, boolean checksHostname) {
        public Tls {
            protocols = List.copyOf(protocols);
            ciphers = List.copyOf(ciphers);
        }
    }
}
