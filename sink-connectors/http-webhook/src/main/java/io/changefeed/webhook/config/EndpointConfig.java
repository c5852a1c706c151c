/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.StringProperties;
import io.changefeed.webhook.body.Compression;
import io.changefeed.webhook.http.HttpSettings.PrivateAddresses;
import io.changefeed.webhook.request.HeaderTemplates;
import io.changefeed.webhook.request.RequestTemplate;
import io.changefeed.webhook.request.UrlTemplate;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;

/** The properties of the endpoint: URL, headers, timeouts and allowed addresses. */
public final class EndpointConfig {
    public static final String URL = "url";
    public static final String HEADERS = "headers";
    public static final String SECRET_HEADERS = "secret.headers";
    public static final String COMPRESSION = "request.compression";
    public static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
    public static final String REQUEST_TIMEOUT = "http.request.timeout.ms";
    public static final String ALLOW_PRIVATE_ADDRESSES = "allow.private.addresses";

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
                        "URL to which events are sent with HTTP POST. Its path and query can contain the placeholders"
                                + " " + PLACEHOLDERS + "; values are percent-encoded. Only events with the same URL"
                                + " share a request.",
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
                        "Headers to add to each request, separated by `|`, for example `X-Source: dynamodb|X-Table:"
                                + " ${table}`. Values can contain the placeholders of `" + URL + "`; characters that"
                                + " are not allowed in a header are percent-encoded. Only events with the same headers"
                                + " share a request.",
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
                        "Additional headers in the same format as `" + HEADERS
                                + "` whose values are kept secret, for example" + " API keys.",
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
                        "Compression of the request body. Signatures are computed over the uncompressed body.",
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
                        "Timeout in milliseconds for opening a connection. It applies to the TCP connection and again"
                                + " to the TLS handshake.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Connect timeout (ms)")
                .define(
                        REQUEST_TIMEOUT,
                        Type.LONG,
                        30_000L,
                        Range.between(1, 600_000),
                        MEDIUM,
                        "Timeout in milliseconds for a request, from the name lookup to the end of the response. It"
                                + " is enforced ten times a second, so a request can take up to 100 ms longer. A"
                                + " request without a status by then is sent again with the same `webhook-id`, so an"
                                + " endpoint that did process it receives the same events twice. After a status, only"
                                + " the connection is closed.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Request timeout (ms)")
                .define(
                        ALLOW_PRIVATE_ADDRESSES,
                        Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "Whether events can be sent to addresses that are not on the public internet: private,"
                                + " loopback, link-local (including cloud metadata services) and other reserved"
                                + " addresses. If `false`, every address that the host name resolves to is checked for"
                                + " each connection. Redirects are never followed. A proxy resolves host names itself"
                                + " and must reject private addresses; the connector still checks addresses in the"
                                + " URL.",
                        GROUP,
                        7,
                        Width.SHORT,
                        "Allow private addresses");
    }

    static void check(PropertyChecks checks) {
        AddressCheck.check(checks, URL, text -> new UrlTemplate(text).example(), ALLOW_PRIVATE_ADDRESSES);
    }

    public RequestTemplate requestTemplate() {
        HeaderTemplates plain = HeaderTemplates.parse(config.getString(HEADERS));
        HeaderTemplates secret = Optional.ofNullable(config.getPassword(SECRET_HEADERS))
                .map(Password::value)
                .map(HeaderTemplates::parseSecret)
                .orElseGet(() -> HeaderTemplates.parse(""));
        return new RequestTemplate(new UrlTemplate(config.getString(URL)), plain.and(secret));
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

    PrivateAddresses privateAddresses() {
        return new PrivateAddresses(config.getBoolean(ALLOW_PRIVATE_ADDRESSES), ALLOW_PRIVATE_ADDRESSES);
    }
}
