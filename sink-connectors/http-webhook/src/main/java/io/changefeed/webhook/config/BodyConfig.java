/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.StringProperties;
import io.changefeed.event.ItemFormat;
import io.changefeed.webhook.body.BodyFormat;
import io.changefeed.webhook.body.BodyWriter;
import io.changefeed.webhook.request.Signatures;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The properties of the request body and its signature. */
public final class BodyConfig {
    public static final String BODY_FORMAT = "body.format";
    public static final String ITEM_FORMAT = "item.format";
    public static final String SIGNING_KEYS = "signing.keys";

    private static final String GROUP = "Body";

    private static final EnumValues<BodyFormat> BODY_FORMATS = EnumValues.of(BodyFormat.class);
    private static final EnumValues<ItemFormat> ITEM_FORMATS = EnumValues.of(ItemFormat.class, ItemFormat::text);

    private final AbstractConfig config;

    BodyConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        BODY_FORMAT,
                        Type.STRING,
                        BODY_FORMATS.text(BodyFormat.LAMBDA),
                        BODY_FORMATS.validator(),
                        HIGH,
                        "Format of the request body. `lambda`: the JSON that a Lambda function receives from a"
                                + " DynamoDB Streams trigger, `{\"Records\": […]}`; snapshot rows are `INSERT` records"
                                + " with the `SequenceNumber` 0. `envelope`: the change event as it appears on a topic"
                                + " with `event.format=json`. `cloudevents`: CloudEvents 1.0 in JSON, with the change"
                                + " event as data. If `batch.max.records` is greater than 1, envelopes are always sent"
                                + " in an array, and CloudEvents in batched mode, even if there is only one event.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Body format")
                .define(
                        ITEM_FORMAT,
                        Type.STRING,
                        ItemFormat.DYNAMODB_JSON.text(),
                        ITEM_FORMATS.validator(),
                        MEDIUM,
                        "Format of items in the body formats `envelope` and `cloudevents`. `dynamodb-json`: `{\"n\":"
                                + " {\"N\": \"1.50\"}}`, lossless. `json`: `{\"n\": 1.50}`, easier to read.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Item format")
                .define(
                        SIGNING_KEYS,
                        Type.PASSWORD,
                        null,
                        StringProperties.secretValidator(Signatures::parse, "keys that start with whsec_ or whsk_"),
                        HIGH,
                        "Standard Webhooks signing keys, separated by commas: `whsec_` followed by 24 to 64"
                                + " Base64-encoded bytes (HMAC-SHA256), or `whsk_` followed by a Base64-encoded"
                                + " Ed25519 secret key. Each request is signed with every key, in the"
                                + " `webhook-signature` header. To rotate a key, configure the old and the new key"
                                + " until all receivers have the new one.",
                        GROUP,
                        3,
                        Width.LONG,
                        "Signing keys");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.notIn(BODY_FORMAT, BODY_FORMATS.text(BodyFormat.LAMBDA)), ITEM_FORMAT);
    }

    static void check(PropertyChecks checks) {
        boolean isPlainJson = checks.value(ITEM_FORMAT, String.class)
                .filter(ItemFormat.JSON.text()::equals)
                .isPresent();
        if (isLambda(checks) && isPlainJson) {
            checks.addError(
                    ITEM_FORMAT,
                    "Has no effect on '" + BODY_FORMAT + "=" + BODY_FORMATS.text(BodyFormat.LAMBDA)
                            + "', which always contains DynamoDB JSON. Set '" + BODY_FORMAT + "' to "
                            + BODY_FORMATS.text(BodyFormat.ENVELOPE) + " or "
                            + BODY_FORMATS.text(BodyFormat.CLOUDEVENTS) + ", or remove this property.");
        }
    }

    static PropertyCondition isLambda() {
        return PropertyCondition.in(BODY_FORMAT, BODY_FORMATS.text(BodyFormat.LAMBDA));
    }

    static boolean isLambda(PropertyChecks checks) {
        return checks.value(BODY_FORMAT, String.class)
                .filter(BODY_FORMATS.text(BodyFormat.LAMBDA)::equals)
                .isPresent();
    }

    /**
     * Creates the writer of bodies.
     *
     * @param batched whether a request can contain several events
     */
    public BodyWriter writer(boolean batched) {
        BodyFormat format = BODY_FORMATS.get(config, BODY_FORMAT);
        return format.writer(ITEM_FORMATS.get(config, ITEM_FORMAT), batched);
    }

    public Signatures signatures() {
        return Signatures.parse(StringProperties.secret(config, SIGNING_KEYS).orElse(""));
    }
}
