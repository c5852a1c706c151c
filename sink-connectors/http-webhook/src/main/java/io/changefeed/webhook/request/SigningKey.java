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

/** One key that requests are signed with. It shows nothing of itself in texts. */
sealed interface SigningKey {
    /** The identifier of the scheme, a comma, and the signature of {@code content} in Base64. */
    String sign(byte[] content);

    /**
     * Reads a key: {@code whsec_} and 24 to 64 bytes in Base64, or {@code whsk_} and an Ed25519 secret key in Base64, of
     * 32 bytes or with the public key behind it of 64.
     *
     * @throws IllegalArgumentException when it is neither; the message holds nothing of the key
     */
    static SigningKey parse(String text) {
        if (text.startsWith(Symmetric.PREFIX)) {
            return Symmetric.of(bytes(text, Symmetric.PREFIX));
        }
        if (text.startsWith(Asymmetric.PREFIX)) {
            return Asymmetric.of(bytes(text, Asymmetric.PREFIX));
        }
        throw new IllegalArgumentException(
                "a signing key begins with " + Symmetric.PREFIX + " or " + Asymmetric.PREFIX);
    }

    private static byte[] bytes(String text, String prefix) {
        try {
            return Base64.getDecoder().decode(text.substring(prefix.length()));
        } catch (IllegalArgumentException e) {
            // Without the cause, which shows a character of the key.
            throw new IllegalArgumentException("what follows " + prefix + " is not Base64");
        }
    }

    /** HMAC-SHA256 with a secret that the receiver has too. */
    final class Symmetric implements SigningKey {
        private static final String PREFIX = "whsec_";
        private static final String ALGORITHM = "HmacSHA256";
        private static final int LEAST = 24;
        private static final int MOST = 64;

        private final SecretKey secret;

        private Symmetric(SecretKey secret) {
            this.secret = secret;
        }

        private static Symmetric of(byte[] secret) {
            if (secret.length < LEAST || secret.length > MOST) {
                throw new IllegalArgumentException(
                        "a key that begins with " + PREFIX + " has 24 to 64 bytes, not " + secret.length);
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
                throw new IllegalStateException("every Java has " + ALGORITHM, e);
            }
        }
    }

    /** Ed25519, of which the receiver has the public key. */
    final class Asymmetric implements SigningKey {
        private static final String PREFIX = "whsk_";
        private static final String ALGORITHM = "Ed25519";
        private static final int SEED = 32;

        private final PrivateKey key;

        private Asymmetric(PrivateKey key) {
            this.key = key;
        }

        private static Asymmetric of(byte[] bytes) {
            if (bytes.length != SEED && bytes.length != 2 * SEED) {
                throw new IllegalArgumentException(
                        "a key that begins with " + PREFIX + " has 32 or 64 bytes, not " + bytes.length);
            }
            try {
                byte[] seed = Arrays.copyOf(bytes, SEED);
                return new Asymmetric(KeyFactory.getInstance(ALGORITHM)
                        .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java from 15 on has " + ALGORITHM, e);
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
                throw new IllegalStateException("every Java from 15 on has " + ALGORITHM, e);
            }
        }
    }
}
