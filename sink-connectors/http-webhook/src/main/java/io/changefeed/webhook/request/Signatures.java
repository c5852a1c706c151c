/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Signs requests with every configured key, so that keys can be rotated without rejected requests. */
public final class Signatures {
    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");

    private final List<SigningKey> keys;

    private Signatures(List<SigningKey> keys) {
        this.keys = keys;
    }

    /**
     * Parses keys that are separated by commas or white space. Blank text contains none.
     *
     * @throws IllegalArgumentException if a key is invalid; the message contains its position, but no part of it
     */
    public static Signatures parse(String text) {
        List<String> parts =
                SEPARATOR.splitAsStream(text).filter(part -> !part.isEmpty()).toList();
        if (parts.isEmpty() && !text.isBlank()) {
            throw new IllegalArgumentException("Contains no key: requests would not be signed.");
        }
        return new Signatures(
                parts.stream().map(part -> parse(part, parts.indexOf(part) + 1)).toList());
    }

    private static SigningKey parse(String text, int number) {
        try {
            return SigningKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Key " + number + ": " + e.getMessage() + ".");
        }
    }

    /**
     * Returns the headers of a Standard Webhooks message. There is no signature if there are no keys.
     *
     * @param id message id, without a dot
     * @param time time of the attempt
     * @param body the uncompressed body
     */
    public List<Header> headers(String id, Instant time, byte[] body) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("webhook-id", id));
        headers.add(new Header("webhook-timestamp", Long.toString(time.getEpochSecond())));
        sign(id, time, body).ifPresent(signature -> headers.add(Header.secret("webhook-signature", signature)));
        return headers;
    }

    /** Returns the value of the {@code webhook-signature} header; empty if there are no keys. */
    Optional<String> sign(String id, Instant time, byte[] body) {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(id.length() + body.length + 16);
        content.writeBytes((id + "." + time.getEpochSecond() + ".").getBytes(UTF_8));
        content.writeBytes(body);
        byte[] signed = content.toByteArray();
        return Optional.of(keys.stream().map(key -> key.sign(signed)).collect(Collectors.joining(" ")));
    }
}
