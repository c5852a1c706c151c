/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.StringProperties;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;

/** The {@code aws.*} properties. */
public final class AwsConfig {
    public static final String REGION = "aws.region";
    public static final String ACCESS_KEY_ID = "aws.access.key.id";
    public static final String SECRET_ACCESS_KEY = "aws.secret.access.key";
    public static final String SESSION_TOKEN = "aws.session.token";
    public static final String PROFILE = "aws.profile";
    public static final String STS_ROLE_ARN = "aws.sts.role.arn";
    public static final String STS_ROLE_EXTERNAL_ID = "aws.sts.role.external.id";

    static final String GROUP = "AWS";

    /** A label of a host name, because the endpoint of a region contains its code. */
    private static final Pattern REGION_CODE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final Pattern ACCESS_KEY = Pattern.compile("\\w{1,128}");
    /** Secrets are parts of HTTP headers or of their signature. */
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

    private static final Pattern PROFILE_NAME = Pattern.compile("[^\\[\\]\\p{Cntrl}]+");
    /** The formats in the STS and IAM API References. */
    private static final Pattern ROLE_ARN = Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+");

    private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");

    private final AbstractConfig config;

    public AwsConfig(AbstractConfig config) {
        this.config = config;
    }

    public static void addTo(ConfigDef definition) {
        AwsEndpointConfig.addTo(definition);
        definition
                .define(
                        REGION,
                        Type.STRING,
                        null,
                        StringProperties.validator(AwsConfig::requireRegion, "a region code"),
                        HIGH,
                        "The AWS region of the tables, for example `eu-central-1`. If empty, the AWS SDK determines"
                                + " it from `AWS_REGION`, the profile or the instance metadata.",
                        GROUP,
                        1,
                        Width.MEDIUM,
                        "Region")
                .define(
                        ACCESS_KEY_ID,
                        Type.STRING,
                        null,
                        StringProperties.validator(AwsConfig::requireAccessKeyId, "letters, digits and underscores"),
                        MEDIUM,
                        "The ID of a static access key. Requires `" + SECRET_ACCESS_KEY
                                + "`. If empty, credentials come from"
                                + " `" + PROFILE
                                + "` or, if that is empty, from the default credentials provider chain of the AWS SDK"
                                + " (environment, web identity, profile, container, instance).",
                        GROUP,
                        6,
                        Width.MEDIUM,
                        "Access key ID")
                .define(
                        SECRET_ACCESS_KEY,
                        Type.PASSWORD,
                        null,
                        StringProperties.secretValidator(
                                AwsConfig::requirePrintable, "ASCII characters without spaces"),
                        MEDIUM,
                        "The secret access key for `" + ACCESS_KEY_ID + "`.",
                        GROUP,
                        7,
                        Width.MEDIUM,
                        "Secret access key")
                .define(
                        SESSION_TOKEN,
                        Type.PASSWORD,
                        null,
                        StringProperties.secretValidator(
                                AwsConfig::requirePrintable, "ASCII characters without spaces"),
                        LOW,
                        "The session token of temporary credentials; required if `" + ACCESS_KEY_ID + "` is temporary.",
                        GROUP,
                        8,
                        Width.LONG,
                        "Session token")
                .define(
                        PROFILE,
                        Type.STRING,
                        null,
                        StringProperties.validator(AwsConfig::requireProfile, "the name of a profile"),
                        LOW,
                        "The profile in the AWS configuration files of the worker that provides the credentials, and"
                                + " the region"
                                + " if neither `" + REGION + "` nor `AWS_REGION` is set.",
                        GROUP,
                        9,
                        Width.MEDIUM,
                        "Profile")
                .define(
                        STS_ROLE_ARN,
                        Type.STRING,
                        null,
                        StringProperties.validator(AwsConfig::requireRoleArn, "the ARN of an IAM role"),
                        LOW,
                        "The ARN of an IAM role to assume with the configured credentials. The credentials of the role"
                                + " are refreshed before they expire. AWS STS is called at its regional endpoint; `"
                                + AwsEndpointConfig.ENDPOINT
                                + "` does not apply to it.",
                        GROUP,
                        10,
                        Width.LONG,
                        "Role ARN")
                .define(
                        STS_ROLE_EXTERNAL_ID,
                        Type.STRING,
                        null,
                        StringProperties.validator(AwsConfig::requireExternalId, "2 to 1224 characters"),
                        LOW,
                        "The external ID that the trust policy of the role requires.",
                        GROUP,
                        11,
                        Width.MEDIUM,
                        "External ID");
    }

    /** Adds the conditions on which it depends whether a property has a meaning. */
    public static void addConditions(ConfigForm form) {
        AwsEndpointConfig.addConditions(form);
        form.showIf(PropertyCondition.set(ACCESS_KEY_ID), SECRET_ACCESS_KEY, SESSION_TOKEN)
                .showIf(PropertyCondition.unset(ACCESS_KEY_ID), PROFILE)
                .showIf(PropertyCondition.set(STS_ROLE_ARN), STS_ROLE_EXTERNAL_ID);
    }

    /** Validates the dependencies between properties. */
    public static void check(PropertyChecks checks) {
        AwsEndpointConfig.check(checks);
        checks.requireWith(ACCESS_KEY_ID, SECRET_ACCESS_KEY);
        checks.requireWith(SECRET_ACCESS_KEY, ACCESS_KEY_ID);
        checks.requireWith(SESSION_TOKEN, ACCESS_KEY_ID);
        checks.requireWith(STS_ROLE_EXTERNAL_ID, STS_ROLE_ARN);
        if (checks.isSet(PROFILE) && checks.isSet(ACCESS_KEY_ID)) {
            checks.addError(PROFILE, "Do not set it together with '" + ACCESS_KEY_ID + "': both select credentials.");
        }
    }

    private static void requireRegion(String text) {
        require(REGION_CODE, text, "Expected a region code in lower case, for example eu-central-1.");
    }

    private static void requireAccessKeyId(String text) {
        require(ACCESS_KEY, text, "Expected letters, digits and underscores only.");
    }

    private static void requirePrintable(String secret) {
        require(PRINTABLE, secret, "Contains a space, a control character or a character outside of ASCII.");
    }

    private static void requireProfile(String text) {
        require(PROFILE_NAME, text, "Expected the name of a profile, without brackets.");
    }

    private static void requireRoleArn(String text) {
        require(ROLE_ARN, text, "Expected the ARN of a role, for example arn:aws:iam::123456789012:role/changefeed.");
    }

    private static void requireExternalId(String text) {
        require(EXTERNAL_ID, text, "Expected 2 to 1224 letters, digits and characters of _+=,.@:/-.");
    }

    private static void require(Pattern pattern, String text, String reason) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(reason);
        }
    }

    public Optional<String> region() {
        return StringProperties.text(config, REGION);
    }

    /** The properties that determine the hosts that are called. */
    public AwsEndpointConfig endpoints() {
        return new AwsEndpointConfig(config);
    }

    public Optional<String> accessKeyId() {
        return StringProperties.text(config, ACCESS_KEY_ID);
    }

    public Optional<Password> secretAccessKey() {
        return secret(SECRET_ACCESS_KEY);
    }

    public Optional<Password> sessionToken() {
        return secret(SESSION_TOKEN);
    }

    public Optional<String> profile() {
        return StringProperties.text(config, PROFILE);
    }

    public Optional<String> stsRoleArn() {
        return StringProperties.text(config, STS_ROLE_ARN);
    }

    public Optional<String> stsRoleExternalId() {
        return StringProperties.text(config, STS_ROLE_EXTERNAL_ID);
    }

    private Optional<Password> secret(String property) {
        return Optional.ofNullable(config.getPassword(property))
                .filter(secret -> !secret.value().isBlank());
    }
}
