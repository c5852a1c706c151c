/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** The TLS certificate of the server and its requirements for client certificates. All values are PEM. */
public final class ServerCertificates {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

    /** The signatures of keys whose algorithm has another name. */
    private static final Map<String, String> SIGNATURES = Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA");

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

    /** Whether the text has at least one certificate, and only certificates, in PEM. */
    public static boolean areCertificates(String pem) {
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(stream(pem))
                    .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }

    /**
     * Creates the TLS context of the server.
     *
     * @throws IllegalArgumentException if the certificates or the key cannot be parsed, or the key does not belong to
     *     the first certificate
     */
    public SslContext context() throws SSLException {
        requireMatchingKey();
        SslContextBuilder builder = GrpcSslContexts.forServer(stream(chain), stream(key));
        trusted.ifPresent(certificates -> builder.trustManager(stream(certificates)));
        return builder.clientAuth(clientAuth.netty).build();
    }

    /** Netty reports a key of another certificate only to clients, in the handshake. */
    private void requireMatchingKey() {
        Matcher pem = PRIVATE_KEY.matcher(key);
        if (!pem.find()) {
            throw new IllegalArgumentException("no private key in PKCS #8");
        }
        try {
            PublicKey expected = CertificateFactory.getInstance("X.509")
                    .generateCertificate(stream(chain))
                    .getPublicKey();
            PrivateKey actual = KeyFactory.getInstance(expected.getAlgorithm())
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
            Signature signature =
                    Signature.getInstance(SIGNATURES.getOrDefault(expected.getAlgorithm(), expected.getAlgorithm()));
            signature.initSign(actual);
            byte[] signed = signature.sign();
            signature.initVerify(expected);
            if (!signature.verify(signed)) {
                throw new IllegalArgumentException("the key belongs to another certificate");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key cannot be read", e);
        }
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(UTF_8));
    }
}
