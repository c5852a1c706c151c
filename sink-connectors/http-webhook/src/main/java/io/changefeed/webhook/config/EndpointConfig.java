/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.webhook.address.HostLiterals;
import io.changefeed.webhook.body.Compression;
import io.changefeed.webhook.request.HeaderTemplates;
import io.changefeed.webhook.request.Routes;
import io.changefeed.webhook.request.UrlTemplate;
import io.changefeed.webhook.request.Urls;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;

/** Where requests go and with which headers, and what is done to them on their way. */
public final class EndpointConfig {
    public static final String URL = "url";
    public static final String HEADERS = "headers";
    public static final String SECRET_HEADERS = "secret.headers";
    public static final String COMPRESSION = "request.compression";
    public static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
    public static final String REQUEST_TIMEOUT = "http.request.timeout.ms";
    public static final String ALLOW_PRIVATE_ADDRESSES = "allow.private.addresses";
    public static final String FAILURE_NOTIFICATION_URL = "failure.notification.url";

    private static final String GROUP = "Endpoint";
    private static final String PLACEHOLDERS =
            "`${table}`, `${op}` (`c`, `u`, `d` or `r`), `${event_id}`, `${order}`, and `${key.<name>}` for each"
                    + " attribute of the item's key";

    private static final EnumValues<Compression> COMPRESSIONS = EnumValues.of(Compression.class);

    private final AbstractConfig config;

    EndpointConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        URL,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        StringProperties.required(UrlTemplate::new, "an http or https URL"),
                        HIGH,
                        "Where events are sent, each by POST. Its path and query may have " + PLACEHOLDERS
                                + "; their values are percent-encoded. Only events with the same URL share a request.",
                        GROUP,
                        1,
                        Width.LONG,
                        "URL")
                .define(
                        HEADERS,
                        Type.STRING,
                        "",
                        StringProperties.validator(HeaderTemplates::parse, "Name: value|Name: value"),
                        MEDIUM,
                        "Headers of each request, separated by `|`, for example `X-Source: dynamodb|X-Table:"
                                + " ${table}`, with the placeholders of `" + URL
                                + "`. What a header cannot have of their values is"
                                + " percent-encoded. Only events with the same headers share a request.",
                        GROUP,
                        2,
                        Width.LONG,
                        "Headers")
                .define(
                        SECRET_HEADERS,
                        Type.PASSWORD,
                        null,
                        StringProperties.secretValidator(HeaderTemplates::parse, "Name: value|Name: value"),
                        MEDIUM,
                        "More `" + HEADERS + "`, whose values are not shown: keys of an API.",
                        GROUP,
                        3,
                        Width.LONG,
                        "Secret headers")
                .define(
                        COMPRESSION,
                        Type.STRING,
                        COMPRESSIONS.text(Compression.NONE),
                        COMPRESSIONS.validator(),
                        LOW,
                        "Whether the body is compressed. Signatures are of the body before that.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Compression")
                .define(
                        CONNECT_TIMEOUT,
                        Type.LONG,
                        5_000L,
                        Range.between(1, 60_000),
                        LOW,
                        "How long connecting may take, and after it the TLS handshake.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Connect timeout")
                .define(
                        REQUEST_TIMEOUT,
                        Type.LONG,
                        30_000L,
                        Range.between(1, 600_000),
                        MEDIUM,
                        "How long a request may take in all, from connecting to the end of the answer. Then it is tried"
                                + " again: an endpoint that did its work gets the same events, with the same"
                                + " `webhook-id`, again.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Request timeout")
                .define(
                        ALLOW_PRIVATE_ADDRESSES,
                        Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "Whether requests may go to addresses that are not in the public internet: private, loopback,"
                                + " link-local with the metadata services of clouds, and other reserved ones. Every"
                                + " connection is made to addresses that were looked up and checked for it; redirects are"
                                + " not followed. Through a proxy it is the proxy that looks up a name and has to refuse;"
                                + " addresses in the URL itself are refused here.",
                        GROUP,
                        7,
                        Width.SHORT,
                        "Allow private addresses")
                .define(
                        FAILURE_NOTIFICATION_URL,
                        Type.STRING,
                        "",
                        StringProperties.validator(Urls::parse, "an http or https URL"),
                        MEDIUM,
                        "Where the failure of a task is told, once and by POST:"
                                + " `{\"table_name\": \"orders\", \"message\": \"…\"}`. Empty: nowhere.",
                        GROUP,
                        8,
                        Width.LONG,
                        "Failure notification URL");
    }

    static void check(PropertyChecks checks) {
        checkAddress(checks, URL, text -> new UrlTemplate(text).example());
        checkAddress(checks, FAILURE_NOTIFICATION_URL, Urls::parse);
        checkAddress(checks, AuthConfig.OAUTH2_TOKEN_URL, Urls::parse);
    }

    private static void checkAddress(PropertyChecks checks, String property, Function<String, URI> url) {
        boolean isAllowed = checks.value(ALLOW_PRIVATE_ADDRESSES, Boolean.class).orElse(false);
        checks.value(property, String.class)
                .filter(text -> !isAllowed && !text.isBlank())
                .flatMap(text -> HostLiterals.exception(url.apply(text).getHost()))
                .ifPresent(kind -> checks.addError(
                        property,
                        "Its address is not in the public internet (" + kind + "); set '" + ALLOW_PRIVATE_ADDRESSES
                                + "=true' if requests may go there."));
    }

    public Routes routes() {
        HeaderTemplates shown = HeaderTemplates.parse(config.getString(HEADERS));
        HeaderTemplates secret = Optional.ofNullable(config.getPassword(SECRET_HEADERS))
                .map(Password::value)
                .map(HeaderTemplates::parse)
                .orElseGet(() -> HeaderTemplates.parse(""));
        return new Routes(new UrlTemplate(config.getString(URL)), shown.and(secret));
    }

    public Compression compression() {
        return COMPRESSIONS.get(config, COMPRESSION);
    }

    Duration connectTimeout() {
        return Duration.ofMillis(config.getLong(CONNECT_TIMEOUT));
    }

    Duration requestTimeout() {
        return Duration.ofMillis(config.getLong(REQUEST_TIMEOUT));
    }

    boolean allowsPrivateAddresses() {
        return config.getBoolean(ALLOW_PRIVATE_ADDRESSES);
    }

    public Optional<URI> failureNotificationUrl() {
        return StringProperties.text(config, FAILURE_NOTIFICATION_URL).map(Urls::parse);
    }
}
