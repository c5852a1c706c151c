/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The id of a message. Every attempt to send the same events has the same id: the {@code event_id} of a single event,
 * or the SHA-256 of the ids of several.
 */
public final class MessageId {
    /** Standard Webhooks does not allow dots in an id, and the id must be a valid header value. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private MessageId() {}

    public static String of(List<String> eventIds) {
        String first = eventIds.get(0);
        return eventIds.size() == 1 && PLAIN.matcher(first).matches() ? first : hash(eventIds);
    }

    private static String hash(List<String> eventIds) {
        MessageDigest digest = sha256();
        for (String eventId : eventIds) {
            byte[] id = eventId.getBytes(UTF_8);
            // The length prefix makes the encoding of a list unambiguous.
            digest.update((id.length + ":").getBytes(UTF_8));
            digest.update(id);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM supports SHA-256", e);
        }
    }
}
