/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.webhook.auth.ClientCredentials.Token;
import io.changefeed.webhook.body.Body;
import io.changefeed.webhook.http.ForbiddenAddressException;
import io.changefeed.webhook.http.NoResponseException;
import io.changefeed.webhook.http.PostClient;
import io.changefeed.webhook.http.PostRequest;
import io.changefeed.webhook.request.Header;
import io.changefeed.webhook.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * Requests an access token from an authorization server. Failure reasons include only the error code of a response,
 * because the rest can contain secrets.
 */
public final class TokenRequest {
    private static final ContentType FORM = ContentType.create("application/x-www-form-urlencoded");
    private static final JsonMapper JSON = new JsonMapper();
    /** RFC 6749, section 5.2. */
    private static final Pattern ERROR_CODE = Pattern.compile("[a-z_]{1,50}");

    private final PostClient http;
    private final Client client;

    /**
     * The client as registered with the authorization server.
     *
     * @param url token endpoint of the authorization server
     * @param secret never logged
     * @param inHeader whether id and secret are sent in the {@code Authorization} header instead of the body
     */
    public record Client(URI url, String id, String secret, Optional<String> scope, boolean inHeader) {
        @Override
        public String toString() {
            return id + " at " + url;
        }
    }

    public TokenRequest(PostClient http, Client client) {
        this.http = http;
        this.client = client;
    }

    /** Sends the request. The stage fails with an {@link AuthorizationException}. */
    public CompletionStage<Token> send() {
        return http.send(post()).response().handle(this::token);
    }

    private PostRequest post() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        client.scope().ifPresent(scope -> form.put("scope", scope));
        if (!client.inHeader()) {
            form.put("client_id", client.id());
            form.put("client_secret", client.secret());
        }
        Body body = new Body(FORM, encode(form).getBytes(UTF_8));
        Header accept = new Header("Accept", "application/json");
        return new PostRequest(
                client.url(),
                client.inHeader() ? List.of(accept, new Header("Authorization", credentials())) : List.of(accept),
                body);
    }

    /** RFC 6749, section 2.3.1: id and secret are form-encoded before they are joined. */
    private String credentials() {
        return FixedAuthorization.basicValue(
                URLEncoder.encode(client.id(), UTF_8), URLEncoder.encode(client.secret(), UTF_8));
    }

    private static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private Token token(@Nullable Response response, @Nullable Throwable failure) {
        if (response == null) {
            throw unreachable(Objects.requireNonNull(failure));
        }
        int status = response.status();
        if (status >= 500 || status == 429 || status == 408) {
            throw unavailable("the authorization server responded with " + status);
        }
        if (status != 200) {
            throw new AuthorizationException(new DeliveryResult.Fatal("the authorization server responded with "
                    + status
                    + error(response) + "; check 'oauth2.token.url', 'oauth2.client.id' and 'oauth2.client.secret',"
                    + " then restart the task"));
        }
        if (!response.isComplete()) {
            throw unavailable("the response of the authorization server did not end, or is too long");
        }
        return token(json(response));
    }

    private static RuntimeException unreachable(Throwable failure) {
        if (failure instanceof ForbiddenAddressException) {
            return new AuthorizationException(new DeliveryResult.Fatal(String.valueOf(failure.getMessage())));
        }
        if (failure instanceof NoResponseException) {
            return unavailable("the authorization server did not respond: " + failure.getMessage());
        }
        return failure instanceof IOException || failure instanceof HttpException
                ? unavailable("the authorization server cannot be reached: " + failure)
                : new CompletionException(failure);
    }

    /** No request can be sent without a token, whatever its URL is. */
    private static AuthorizationException unavailable(String reason) {
        return new AuthorizationException(DeliveryResult.Unavailable.ofDestination(reason));
    }

    private static Token token(JsonNode json) {
        String text = json.path("access_token").asText("");
        if (text.isEmpty()) {
            throw new AuthorizationException(new DeliveryResult.Fatal(
                    "the response of the authorization server has no 'access_token'; check 'oauth2.token.url', then"
                            + " restart the task"));
        }
        long seconds = json.path("expires_in").asLong(0);
        return new Token(text, seconds > 0 ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty());
    }

    private static String error(Response response) {
        String error = json(response).path("error").asText("");
        return ERROR_CODE.matcher(error).matches() ? " (" + error + ")" : "";
    }

    private static JsonNode json(Response response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            // Treated as a response without fields. The text is not reported, because it can contain secrets.
            return JSON.createObjectNode();
        }
    }
}
