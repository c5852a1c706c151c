/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.StringProperties;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.webhook.http.HttpSettings.PrivateAddresses;
import io.changefeed.webhook.notification.NotificationTarget;
import io.changefeed.webhook.request.Header;
import io.changefeed.webhook.request.HeaderText;
import io.changefeed.webhook.request.Urls;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The properties of notifications of failures. */
public final class NotificationConfig {
    public static final String URL = "failure.notification.url";
    public static final String HEADERS = "failure.notification.headers";
    public static final String ALLOW_PRIVATE_ADDRESSES = "failure.notification.allow.private.addresses";

    private static final String GROUP = "Failure notification";

    private final AbstractConfig config;

    NotificationConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        URL,
                        Type.STRING,
                        "",
                        StringProperties.validator(Urls::parse, "an http or https URL"),
                        MEDIUM,
                        "URL that receives an HTTP POST request when a task fails, when the endpoint remains"
                                + " unavailable, and when it is available again: `{\"type\": \"task-failed\","
                                + " \"timestamp\": \"2026-01-02T03:04:05.678Z\", \"connector\": \"orders-hook\","
                                + " \"task\": 0, \"table_name\": \"orders\", \"message\": \"…\"}`. The other types are"
                                + " `destination-unavailable` and `destination-available`. `table_name` is null if no"
                                + " event of a table is the cause, and for a record that cannot be read. A"
                                + " notification is signed with `" + BodyConfig.SIGNING_KEYS + "`, and repeated with"
                                + " the same `webhook-id` until the response is 2xx. A task that stops repeats it for"
                                + " at most 2 seconds more. The requests have their own connections, with the proxy,"
                                + " the TLS settings and the timeouts of the endpoint. If empty, no notification is"
                                + " sent.",
                        GROUP,
                        1,
                        Width.LONG,
                        "Failure notification URL")
                .define(
                        HEADERS,
                        Type.PASSWORD,
                        null,
                        StringProperties.secretValidator(NotificationConfig::headers, "Name: value|Name: value"),
                        MEDIUM,
                        "Headers of notifications, separated by `|`, for example `Authorization: Bearer …`. Their"
                                + " values are kept secret. Placeholders are not supported.",
                        GROUP,
                        2,
                        Width.LONG,
                        "Failure notification headers")
                .define(
                        ALLOW_PRIVATE_ADDRESSES,
                        Type.BOOLEAN,
                        false,
                        LOW,
                        "Like `" + EndpointConfig.ALLOW_PRIVATE_ADDRESSES + "`, for `" + URL + "`.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Allow private addresses of notifications");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.set(URL), HEADERS, ALLOW_PRIVATE_ADDRESSES);
    }

    static void check(PropertyChecks checks) {
        checks.requireWith(HEADERS, URL);
        AddressCheck.check(checks, URL, Urls::parse, ALLOW_PRIVATE_ADDRESSES);
    }

    private static List<Header> headers(String text) {
        if (text.contains("${")) {
            throw new IllegalArgumentException("Placeholders are supported only in '" + EndpointConfig.URL + "', '"
                    + EndpointConfig.HEADERS + "' and '" + EndpointConfig.SECRET_HEADERS + "'.");
        }
        return HeaderText.parse(text);
    }

    /** Returns where notifications are sent; empty if none are sent. */
    public Optional<NotificationTarget> target() {
        return StringProperties.text(config, URL)
                .map(url -> new NotificationTarget(
                        Urls.parse(url),
                        StringProperties.secret(config, HEADERS)
                                .map(NotificationConfig::headers)
                                .orElse(List.of()),
                        original("name"),
                        original(TaskId.PROPERTY).map(Integer::valueOf)));
    }

    /** Returns a property that is not in the definition. */
    private Optional<String> original(String property) {
        return Optional.ofNullable(config.originalsStrings().get(property));
    }

    PrivateAddresses privateAddresses() {
        return new PrivateAddresses(config.getBoolean(ALLOW_PRIVATE_ADDRESSES), ALLOW_PRIVATE_ADDRESSES);
    }
}
