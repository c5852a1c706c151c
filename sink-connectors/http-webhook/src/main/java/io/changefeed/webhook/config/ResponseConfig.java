/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import static java.util.Objects.requireNonNull;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.StringProperties;
import io.changefeed.webhook.response.ResponseSettings;
import io.changefeed.webhook.response.StatusMapping;
import io.changefeed.webhook.response.StatusRange;
import io.changefeed.webhook.response.StatusResult;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The properties of the classification of responses. */
public final class ResponseConfig {
    public static final String RETRY_STATUSES = "retry.statuses";
    public static final String FAIL_STATUSES = "fail.statuses";
    public static final String REJECT_STATUSES = "reject.statuses";
    public static final String ACCEPT_HTML = "accept.html.responses";
    public static final String BATCH_ITEM_FAILURES = "batch.item.failures";

    private static final String GROUP = "Responses";

    private static final Map<StatusResult, String> PROPERTIES = new EnumMap<>(Map.of(
            StatusResult.RETRY, RETRY_STATUSES,
            StatusResult.FAIL, FAIL_STATUSES,
            StatusResult.REJECT, REJECT_STATUSES));

    private static final Validator STATUSES =
            StringProperties.validator(StatusRange::parse, "statuses from 300 to 599, such as 408,500-504,5xx");

    private final AbstractConfig config;

    ResponseConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        RETRY_STATUSES,
                        Type.STRING,
                        "408,421,425,429,5xx",
                        STATUSES,
                        MEDIUM,
                        "Statuses after which the events are retried, as after a timeout. A `Retry-After` header pauses"
                                + " the requests to the URL, for at most an hour. A list of statuses, ranges such as"
                                + " `500-504` and classes such as `5xx`, separated by commas. A status or range takes"
                                + " precedence over a class of another property; apart from that, no status can be in"
                                + " two of the properties `" + RETRY_STATUSES + "`, `" + FAIL_STATUSES + "` and `"
                                + REJECT_STATUSES + "`. A status in none of them is retried.",
                        GROUP,
                        1,
                        Width.LONG,
                        "Statuses to retry")
                .define(
                        FAIL_STATUSES,
                        Type.STRING,
                        "3xx,401,403,407,410",
                        STATUSES,
                        MEDIUM,
                        "Statuses that usually apply to all events, and after which an operator must act. If no event"
                                + " is delivered for 60 seconds, the task fails. While other events are delivered, the"
                                + " events"
                                + " are rejected as with `" + REJECT_STATUSES + "`. The format is that of `"
                                + RETRY_STATUSES + "`.",
                        GROUP,
                        2,
                        Width.LONG,
                        "Statuses that fail the task")
                .define(
                        REJECT_STATUSES,
                        Type.STRING,
                        "4xx",
                        STATUSES,
                        MEDIUM,
                        "Statuses with which the endpoint rejects an event. If the endpoint continues to reject it"
                                + " while it accepts others, the event goes to the dead letter queue, or the task"
                                + " fails if there is none. A rejected request with several events is split until one"
                                + " event is left. If the endpoint accepts no event at all, none is lost: the events"
                                + " are retried."
                                + " The format is that of `" + RETRY_STATUSES + "`.",
                        GROUP,
                        3,
                        Width.LONG,
                        "Statuses that reject the event")
                .define(
                        ACCEPT_HTML,
                        Type.BOOLEAN,
                        false,
                        LOW,
                        "Whether a response with a status of 2xx confirms the delivery although its body is an HTML"
                                + " page (it starts with `<html` or `<!doctype`). If `false`, the events are retried:"
                                + " login pages, captive portals and parked domains respond to every request with"
                                + " such a page.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Accept HTML responses")
                .define(
                        BATCH_ITEM_FAILURES,
                        Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "Whether responses can report failed events, as those of a Lambda function whose trigger has"
                                + " `ReportBatchItemFailures`: `{\"batchItemFailures\": [{\"itemIdentifier\":"
                                + " \"<SequenceNumber>\"}]}` with a status of 2xx. An `itemIdentifier` is the"
                                + " `SequenceNumber` or the `eventID` of an event of the request. As in AWS, the first"
                                + " reported event of the request and all events after it are retried; the events"
                                + " before it are delivered. A body that is empty, `null` or `{}`, and an empty list,"
                                + " report no failure. After any other body, one over 64 KiB, or an unknown"
                                + " `itemIdentifier`, all"
                                + " events of the request are retried. Requires `" + BodyConfig.BODY_FORMAT
                                + "=lambda`.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Batch item failures");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(BodyConfig.isLambda(), BATCH_ITEM_FAILURES);
    }

    static void check(PropertyChecks checks) {
        checkStatuses(checks);
        if (checks.value(BATCH_ITEM_FAILURES, Boolean.class).orElse(false) && !BodyConfig.isLambda(checks)) {
            checks.addError(
                    BATCH_ITEM_FAILURES,
                    "Requires '" + BodyConfig.BODY_FORMAT + "=lambda': only its events have a 'SequenceNumber'.");
        }
    }

    /** Reports a conflict on the property that the user has changed, or on the later of two. */
    private static void checkStatuses(PropertyChecks checks) {
        if (PROPERTIES.values().stream().anyMatch(checks::hasError)) {
            return;
        }
        StatusMapping mapping =
                mapping(property -> checks.value(property, String.class).orElse(""));
        Map<String, String> problems = new LinkedHashMap<>();
        PROPERTIES.forEach((result, property) -> mapping.conflict(result)
                .filter(conflict -> isBlamed(checks, result, conflict.other()))
                .ifPresent(conflict -> problems.put(
                        property,
                        "'" + conflict.range().text() + "' overlaps with '" + PROPERTIES.get(conflict.other())
                                + "'. Remove the statuses from one of the two properties.")));
        problems.forEach(checks::addError);
    }

    private static boolean isBlamed(PropertyChecks checks, StatusResult result, StatusResult other) {
        boolean isChanged = checks.isChanged(requireNonNull(PROPERTIES.get(result)));
        boolean isOtherChanged = checks.isChanged(requireNonNull(PROPERTIES.get(other)));
        return isChanged == isOtherChanged ? result.compareTo(other) > 0 : isChanged;
    }

    private static StatusMapping mapping(Function<String, String> values) {
        Map<StatusResult, List<StatusRange>> ranges = new EnumMap<>(StatusResult.class);
        PROPERTIES.forEach((result, property) -> ranges.put(result, StatusRange.parse(values.apply(property))));
        return new StatusMapping(ranges);
    }

    public ResponseSettings settings() {
        return new ResponseSettings(
                mapping(config::getString), config.getBoolean(ACCEPT_HTML), config.getBoolean(BATCH_ITEM_FAILURES));
    }
}
