/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A Standard Webhooks 1.0 key that signs requests. Never exposes the key. */
sealed interface SigningKey {
    /** Returns the identifier of the scheme, a comma, and the signature of {@code content} in Base64. */
    String sign(byte[] content);

    /**
     * Parses a key: {@code whsec_} followed by 24 to 64 Base64-encoded bytes, or {@code whsk_} followed by a
     * Base64-encoded Ed25519 secret key of 32 bytes, or 64 bytes including the public key.
     *
     * @throws IllegalArgumentException if the key is invalid; the message contains no part of it
     */
    static SigningKey parse(String text) {
        if (text.startsWith(Symmetric.PREFIX)) {
            return Symmetric.of(bytes(text, Symmetric.PREFIX));
        }
        if (text.startsWith(Asymmetric.PREFIX)) {
            return Asymmetric.of(bytes(text, Asymmetric.PREFIX));
        }
        throw new IllegalArgumentException(
                "a signing key starts with " + Symmetric.PREFIX + " or " + Asymmetric.PREFIX);
    }

    private static byte[] bytes(String text, String prefix) {
        try {
            return Base64.getDecoder().decode(text.substring(prefix.length()));
        } catch (IllegalArgumentException e) {
            // Omits the cause, because its message contains a character of the key.
            throw new IllegalArgumentException("the part after " + prefix + " is not valid Base64");
        }
    }

    /** HMAC-SHA256 with a secret that is shared with the receiver. */
    final class Symmetric implements SigningKey {
        private static final String PREFIX = "whsec_";
        private static final String ALGORITHM = "HmacSHA256";
        private static final int MIN_BYTES = 24;
        private static final int MAX_BYTES = 64;

        private final SecretKey secret;

        private Symmetric(SecretKey secret) {
            this.secret = secret;
        }

        private static Symmetric of(byte[] secret) {
            if (secret.length < MIN_BYTES || secret.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "a key that starts with " + PREFIX + " must have 24 to 64 bytes, not " + secret.length);
            }
            return new Symmetric(new SecretKeySpec(secret, ALGORITHM));
        }

        @Override
        public String sign(byte[] content) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(secret);
                return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JVM supports " + ALGORITHM, e);
            }
        }
    }

    /** Ed25519. The receiver has the public key. */
    final class Asymmetric implements SigningKey {
        private static final String PREFIX = "whsk_";
        private static final String ALGORITHM = "Ed25519";
        private static final int SEED_BYTES = 32;

        private final PrivateKey key;

        private Asymmetric(PrivateKey key) {
            this.key = key;
        }

        private static Asymmetric of(byte[] bytes) {
            if (bytes.length != SEED_BYTES && bytes.length != 2 * SEED_BYTES) {
                throw new IllegalArgumentException(
                        "a key that starts with " + PREFIX + " must have 32 or 64 bytes, not " + bytes.length);
            }
            try {
                byte[] seed = Arrays.copyOf(bytes, SEED_BYTES);
                return new Asymmetric(KeyFactory.getInstance(ALGORITHM)
                        .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JVM since Java 15 supports " + ALGORITHM, e);
            }
        }

        @Override
        public String sign(byte[] content) {
            try {
                Signature signature = Signature.getInstance(ALGORITHM);
                signature.initSign(key);
                signature.update(content);
                return "v1a," + Base64.getEncoder().encodeToString(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JVM since Java 15 supports " + ALGORITHM, e);
            }
        }
    }
}
