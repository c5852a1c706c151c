/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.StringProperties;
import io.changefeed.webhook.auth.Authorization;
import io.changefeed.webhook.auth.ClientCredentials;
import io.changefeed.webhook.auth.FixedAuthorization;
import io.changefeed.webhook.auth.TokenRequest;
import io.changefeed.webhook.http.HttpSettings.PrivateAddresses;
import io.changefeed.webhook.http.PostClient;
import io.changefeed.webhook.request.Urls;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The properties for the authorization of requests. */
public final class AuthConfig {
    public static final String AUTH_TYPE = "auth.type";
    public static final String USER = "connection.user";
    public static final String PASSWORD = "connection.password";
    public static final String BEARER_TOKEN = "bearer.token";
    public static final String OAUTH2_TOKEN_URL = "oauth2.token.url";
    public static final String OAUTH2_ALLOW_PRIVATE_ADDRESSES = "oauth2.allow.private.addresses";
    public static final String OAUTH2_CLIENT_ID = "oauth2.client.id";
    public static final String OAUTH2_CLIENT_SECRET = "oauth2.client.secret";
    public static final String OAUTH2_CLIENT_SCOPE = "oauth2.client.scope";
    public static final String OAUTH2_CLIENT_AUTH_MODE = "oauth2.client.auth.mode";

    private static final String GROUP = "Authorization";
    private static final String HEADER = "header";
    private static final String URL = "url";

    private static final Map<AuthType, List<String>> REQUIRED = Map.of(
            AuthType.NONE, List.of(),
            AuthType.BASIC, List.of(USER, PASSWORD),
            AuthType.BEARER, List.of(BEARER_TOKEN),
            AuthType.OAUTH2, List.of(OAUTH2_TOKEN_URL, OAUTH2_CLIENT_ID, OAUTH2_CLIENT_SECRET));

    private static final Set<String> OAUTH2_OPTIONAL =
            Set.of(OAUTH2_CLIENT_SCOPE, OAUTH2_CLIENT_AUTH_MODE, OAUTH2_ALLOW_PRIVATE_ADDRESSES);

    /** The properties that only some authorization types use. */
    private static final List<String> CREDENTIALS = List.of(
            USER,
            PASSWORD,
            BEARER_TOKEN,
            OAUTH2_TOKEN_URL,
            OAUTH2_CLIENT_ID,
            OAUTH2_CLIENT_SECRET,
            OAUTH2_CLIENT_SCOPE);

    private static final EnumValues<AuthType> AUTH_TYPES = EnumValues.of(AuthType.class);

    private final AbstractConfig config;

    AuthConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        AUTH_TYPE,
                        Type.STRING,
                        AUTH_TYPES.text(AuthType.NONE),
                        AUTH_TYPES.validator(),
                        HIGH,
                        "Type of the `Authorization` header. `none`: no header. `basic`: `" + USER + "` and"
                                + " `" + PASSWORD + "`. `bearer`: `" + BEARER_TOKEN + "`. `oauth2`: an access token"
                                + " from the client credentials grant, which is renewed shortly before it expires, and"
                                + " once if the endpoint rejects it. For client certificates, see `ssl.keystore.type`.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Authorization")
                .define(
                        USER,
                        Type.STRING,
                        null,
                        StringProperties.validator(BasicCredentials::requireUser, "a name without a colon"),
                        MEDIUM,
                        "User name for `" + AUTH_TYPE + "=basic`.",
                        GROUP,
                        2,
                        Width.MEDIUM,
                        "User")
                .define(
                        PASSWORD,
                        Type.PASSWORD,
                        null,
                        StringProperties.secretValidator(BasicCredentials::requirePassword, "one line of text"),
                        MEDIUM,
                        "Password for `" + USER + "`.",
                        GROUP,
                        3,
                        Width.MEDIUM,
                        "Password")
                .define(
                        BEARER_TOKEN,
                        Type.PASSWORD,
                        null,
                        StringProperties.secretValidator(AuthConfig::requireToken, "visible ASCII characters"),
                        MEDIUM,
                        "Token for `" + AUTH_TYPE + "=bearer`, without `Bearer`.",
                        GROUP,
                        4,
                        Width.LONG,
                        "Bearer token")
                .define(
                        OAUTH2_TOKEN_URL,
                        Type.STRING,
                        "",
                        StringProperties.validator(Urls::parse, "an http or https URL"),
                        MEDIUM,
                        "Token endpoint of the authorization server, for `" + AUTH_TYPE + "=oauth2`.",
                        GROUP,
                        5,
                        Width.LONG,
                        "Token URL")
                .define(
                        OAUTH2_CLIENT_ID,
                        Type.STRING,
                        null,
                        StringProperties.validator(BasicCredentials::requireOneLine, "one line of text"),
                        MEDIUM,
                        "Client id registered with the authorization server.",
                        GROUP,
                        6,
                        Width.MEDIUM,
                        "Client ID")
                .define(
                        OAUTH2_CLIENT_SECRET,
                        Type.PASSWORD,
                        null,
                        StringProperties.secretValidator(BasicCredentials::requireOneLine, "one line of text"),
                        MEDIUM,
                        "Client secret registered with the authorization server.",
                        GROUP,
                        7,
                        Width.MEDIUM,
                        "Client secret")
                .define(
                        OAUTH2_CLIENT_SCOPE,
                        Type.STRING,
                        "",
                        StringProperties.validator(BasicCredentials::requireOneLine, "one line of text"),
                        LOW,
                        "Scopes to request, separated by spaces. If empty, the authorization server grants its"
                                + " default scopes.",
                        GROUP,
                        8,
                        Width.MEDIUM,
                        "Scope")
                .define(
                        OAUTH2_CLIENT_AUTH_MODE,
                        Type.STRING,
                        HEADER,
                        EnumValues.oneOf(List.of(HEADER, URL)),
                        LOW,
                        "How the client id and secret are sent to the authorization server. `header`: in the"
                                + " `Authorization` header. `url`: as form fields in the request body.",
                        GROUP,
                        9,
                        Width.SHORT,
                        "Client authentication")
                .define(
                        OAUTH2_ALLOW_PRIVATE_ADDRESSES,
                        Type.BOOLEAN,
                        false,
                        LOW,
                        "Like `" + EndpointConfig.ALLOW_PRIVATE_ADDRESSES + "`, for `" + OAUTH2_TOKEN_URL + "`.",
                        GROUP,
                        10,
                        Width.SHORT,
                        "Allow private addresses of the authorization server");
    }

    static void addConditions(ConfigForm form) {
        Stream.concat(CREDENTIALS.stream(), Stream.of(OAUTH2_CLIENT_AUTH_MODE, OAUTH2_ALLOW_PRIVATE_ADDRESSES))
                .forEach(property -> form.showIf(
                        PropertyCondition.in(AUTH_TYPE, typesWith(property).toArray(String[]::new)), property));
    }

    static void check(PropertyChecks checks) {
        checks.value(AUTH_TYPE, String.class).flatMap(AUTH_TYPES::parse).ifPresent(type -> {
            REQUIRED.getOrDefault(type, List.of()).stream()
                    .filter(property -> !checks.isSet(property) && !checks.hasError(property))
                    .forEach(property -> checks.addError(property, "Required with '" + text(type) + "'."));
            checkUnused(checks, type);
        });
        AddressCheck.check(checks, OAUTH2_TOKEN_URL, Urls::parse, OAUTH2_ALLOW_PRIVATE_ADDRESSES);
    }

    private static String text(AuthType type) {
        return AUTH_TYPE + "=" + AUTH_TYPES.text(type);
    }

    /** Without this check, a forgotten type would send requests without credentials. */
    private static void checkUnused(PropertyChecks checks, AuthType type) {
        List<String> unused = CREDENTIALS.stream()
                .filter(property -> checks.isSet(property) && !uses(type, property))
                .toList();
        if (type == AuthType.NONE && !unused.isEmpty()) {
            checks.addError(
                    AUTH_TYPE,
                    "Requests have no credentials, although '" + String.join("', '", unused) + "' is set. Set '"
                            + AUTH_TYPE + "' to " + String.join(", ", typesWith(unused.get(0)))
                            + ", or remove the credentials.");
        } else {
            unused.forEach(property -> checks.addError(
                    property, "Not used with '" + text(type) + "': remove it, or change '" + AUTH_TYPE + "'."));
        }
    }

    private static boolean uses(AuthType type, String property) {
        return REQUIRED.getOrDefault(type, List.of()).contains(property)
                || (type == AuthType.OAUTH2 && OAUTH2_OPTIONAL.contains(property));
    }

    private static List<String> typesWith(String property) {
        return Stream.of(AuthType.values())
                .filter(type -> uses(type, property))
                .map(AUTH_TYPES::text)
                .toList();
    }

    private static void requireToken(String token) {
        BasicCredentials.requireOneLine(token);
        if (!token.chars().allMatch(character -> character > ' ' && character <= '~')) {
            throw new IllegalArgumentException("A token has only visible ASCII characters and no spaces. The connector"
                    + " adds the word 'Bearer' itself.");
        }
    }

    /**
     * Creates the authorization of requests.
     *
     * @param http creates a client for token requests; called only if there are any
     */
    public Authorization authorization(Supplier<PostClient> http, Clock clock) {
        AuthType type = AUTH_TYPES.get(config, AUTH_TYPE);
        return switch (type) {
            case NONE -> FixedAuthorization.none();
            case BASIC -> FixedAuthorization.basic(config.getString(USER), secret(PASSWORD));
            case BEARER -> FixedAuthorization.bearer(secret(BEARER_TOKEN));
            case OAUTH2 -> new ClientCredentials(new TokenRequest(http.get(), client())::send, clock);
        };
    }

    PrivateAddresses privateAddresses() {
        return new PrivateAddresses(config.getBoolean(OAUTH2_ALLOW_PRIVATE_ADDRESSES), OAUTH2_ALLOW_PRIVATE_ADDRESSES);
    }

    private TokenRequest.Client client() {
        return new TokenRequest.Client(
                Urls.parse(config.getString(OAUTH2_TOKEN_URL)),
                config.getString(OAUTH2_CLIENT_ID),
                secret(OAUTH2_CLIENT_SECRET),
                StringProperties.text(config, OAUTH2_CLIENT_SCOPE),
                config.getString(OAUTH2_CLIENT_AUTH_MODE).equals(HEADER));
    }

    private String secret(String property) {
        return StringProperties.secret(config, property).orElseThrow();
    }
}
