/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The accepted bearer tokens. Only their hashes are kept. */
public final class BearerTokens {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();
    private static final int MIN_LENGTH = 16;
    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");

    private final Map<String, Caller> byHash;

    private record Entry(
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) String token,
            @JsonProperty(required = true) List<String> tables) {}

    private BearerTokens(Map<String, Caller> byHash) {
        this.byHash = Map.copyOf(byHash);
    }

    /**
     * Parses the property {@code auth.tokens}.
     *
     * @param json an array of objects with name, token and tables; {@code *} means all tables
     * @throws IllegalArgumentException if {@code json} is anything else; the message does not quote it
     */
    public static BearerTokens parse(String json) {
        Map<String, Caller> accepted = new HashMap<>();
        Set<String> names = new HashSet<>();
        int number = 0;
        for (Entry entry : read(json)) {
            number++;
            Caller caller = new Caller(entry.name, tables(entry, number));
            requireToken(entry.token, number);
            if (entry.name.isBlank() || !names.add(entry.name)) {
                throw invalid(number, "the name must be unique and not blank");
            }
            if (accepted.put(hash(entry.token), caller) != null) {
                throw invalid(number, "another entry has the same token");
            }
        }
        if (accepted.isEmpty()) {
            throw new IllegalArgumentException("Contains no token: every call would be rejected. Remove the property to"
                    + " accept calls without a token.");
        }
        return new BearerTokens(accepted);
    }

    private static Optional<Set<String>> tables(Entry entry, int number) {
        if (entry.tables.isEmpty()) {
            throw invalid(number, "a token must have at least one table; use * for all tables");
        }
        if (entry.tables.contains("*")) {
            return Optional.empty();
        }
        if (!entry.tables.stream().allMatch(table -> TABLE.matcher(table).matches())) {
            throw invalid(number, "'tables' contains names of DynamoDB tables, not topics, ARNs or patterns");
        }
        return Optional.of(Set.copyOf(entry.tables));
    }

    private static void requireToken(String token, int number) {
        if (token.length() < MIN_LENGTH) {
            throw invalid(number, "a token must have at least " + MIN_LENGTH + " characters");
        }
        if (!token.chars().allMatch(character -> character > ' ' && character <= '~')) {
            throw invalid(number, "a token can have only visible ASCII characters and no spaces");
        }
    }

    private static IllegalArgumentException invalid(int number, String reason) {
        return new IllegalArgumentException("Entry " + number + ": " + reason + ".");
    }

    private static List<Entry> read(String json) {
        try {
            @Nullable List<@Nullable Entry> entries = MAPPER.readValue(json, new TypeReference<>() {});
            if (entries == null) {
                throw malformed();
            }
            List<Entry> read = new ArrayList<>();
            for (@Nullable Entry entry : entries) {
                if (entry == null || entry.tables.stream().anyMatch(Objects::isNull)) {
                    throw malformed();
                }
                read.add(entry);
            }
            return read;
        } catch (JsonProcessingException e) {
            // The parser's message can quote its input, and with it a token.
            throw malformed();
        }
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("Expected a JSON array of objects such as"
                + " {\"name\": \"mobile\", \"token\": \"…\", \"tables\": [\"orders\"]}.");
    }

    /** Returns the caller that owns a token; empty for an unknown token. */
    Optional<Caller> caller(String token) {
        return Optional.ofNullable(byHash.get(hash(token)));
    }

    private static String hash(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
