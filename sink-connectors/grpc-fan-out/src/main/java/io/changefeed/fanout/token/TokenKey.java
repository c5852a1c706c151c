/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that seals tokens: AES-256-GCM, with a key for each token that HKDF-SHA-256 (RFC 5869) derives from the
 * secret and a random salt. The key of a token is used once, so that no nonce can repeat, however many tokens replicas
 * and restarts create. Thread-safe.
 */
public final class TokenKey {
    private static final int SALT_BYTES = 32;
    private static final int TAG_BYTES = 16;
    /** The difference in size between a sealed text and the text. */
    static final int OVERHEAD = SALT_BYTES + TAG_BYTES;

    private static final int MIN_LENGTH = 32;
    private static final String MAC = "HmacSHA256";
    private static final byte[] PURPOSE = "changefeed resume token".getBytes(US_ASCII);
    private static final GCMParameterSpec NONCE = new GCMParameterSpec(TAG_BYTES * Byte.SIZE, new byte[12]);

    private final SecureRandom random = new SecureRandom();
    private final byte[] secret;

    private TokenKey(String secret) {
        this.secret = secret.getBytes(US_ASCII);
    }

    /**
     * Parses the property {@code token.key}.
     *
     * @param text secrets, separated by commas
     * @throws IllegalArgumentException if a secret is too short or has other characters; the message does not quote it
     */
    public static List<TokenKey> parse(String text) {
        String[] secrets = text.split(",", -1);
        return IntStream.range(0, secrets.length)
                .mapToObj(i -> parse(i + 1, secrets[i].trim()))
                .toList();
    }

    private static TokenKey parse(int number, String secret) {
        if (secret.length() < MIN_LENGTH) {
            throw new IllegalArgumentException("Key " + number + ": a key must have at least " + MIN_LENGTH
                    + " characters. Create one with: openssl rand -base64 32");
        }
        if (!secret.chars().allMatch(character -> character > ' ' && character <= '~')) {
            throw new IllegalArgumentException(
                    "Key " + number + ": a key can have only visible ASCII characters and no spaces.");
        }
        return new TokenKey(secret);
    }

    byte[] seal(byte[] text) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, salt).doFinal(text);
            return ByteBuffer.allocate(SALT_BYTES + sealed.length)
                    .put(salt)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM and HMAC-SHA-256", e);
        }
    }

    /** Returns the text; empty if it was sealed with another key or modified. */
    Optional<byte[]> open(byte[] sealed) {
        if (sealed.length < OVERHEAD) {
            return Optional.empty();
        }
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, SALT_BYTES))
                    .doFinal(sealed, SALT_BYTES, sealed.length - SALT_BYTES));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM and HMAC-SHA-256", e);
        }
    }

    private Cipher cipher(int mode, byte[] salt) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(derivedKey(salt), "AES"), NONCE);
        return cipher;
    }

    /** HKDF-Extract and the only step of HKDF-Expand. */
    private byte[] derivedKey(byte[] salt) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(MAC);
        mac.init(new SecretKeySpec(salt, MAC));
        mac.init(new SecretKeySpec(mac.doFinal(secret), MAC));
        mac.update(PURPOSE);
        return mac.doFinal(new byte[] {1});
    }
}
