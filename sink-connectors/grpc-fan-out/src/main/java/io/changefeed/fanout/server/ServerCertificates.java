/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The TLS certificate of the server and its requirements for client certificates. All values are PEM. */
public final class ServerCertificates {
    private final String chain;
    private final String key;
    private final Optional<String> trusted;
    private final ClientAuth clientAuth;

    /** Whether clients must present a certificate. */
    public enum ClientAuth {
        NONE(io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth.NONE),
        REQUESTED(io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth.OPTIONAL),
        REQUIRED(io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth.REQUIRE);

        private final io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth netty;

        ClientAuth(io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth netty) {
            this.netty = netty;
        }
    }

    /**
     * @param key the private key of the first certificate in the chain, in PKCS #8
     * @param trusted the CA certificates that issue client certificates
     */
    public ServerCertificates(String chain, String key, Optional<String> trusted, ClientAuth clientAuth) {
        this.chain = chain;
        this.key = key;
        this.trusted = trusted;
        this.clientAuth = clientAuth;
    }

    /**
     * Creates the TLS context of the server.
     *
     * @throws IllegalArgumentException if the certificates or the key cannot be parsed
     */
    public SslContext context() throws SSLException {
        SslContextBuilder builder = GrpcSslContexts.forServer(stream(chain), stream(key));
        trusted.ifPresent(certificates -> builder.trustManager(stream(certificates)));
        return builder.clientAuth(clientAuth.netty).build();
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(UTF_8));
    }
}
