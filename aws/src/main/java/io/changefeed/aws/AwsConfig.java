/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.StringProperties;
import io.changefeed.connector.UrlCredentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The {@code aws.*} properties. */
public final class AwsConfig {
    public static final String REGION = "aws.region";
    public static final String ENDPOINT = "aws.endpoint";
    public static final String ACCESS_KEY_ID = "aws.access.key.id";
    public static final String SECRET_ACCESS_KEY = "aws.secret.access.key";
    public static final String SESSION_TOKEN = "aws.session.token";
    public static final String PROFILE = "aws.profile";
    public static final String STS_ROLE_ARN = "aws.sts.role.arn";
    public static final String STS_ROLE_EXTERNAL_ID = "aws.sts.role.external.id";

    private static final String GROUP = "AWS";

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
        definition
                .define(
                        REGION,
                        Type.STRING,
                        null,
                        StringProperties.validator(AwsConfig::requireRegion, "a region code"),
                        HIGH,
                        "The AWS region of the tables, for example `eu-central-1`. If empty, the AWS SDK determines it from"
                                + " `AWS_REGION`, the profile or the instance metadata.",
                        GROUP,
                        1,
                        Width.MEDIUM,
                        "Region")
                .define(
                        ENDPOINT,
                        Type.STRING,
                        null,
                        ConfigDef.LambdaValidator.with(AwsConfig::requireHttpUri, () -> "an http or https URI"),
                        LOW,
                        "The endpoint of DynamoDB and DynamoDB Streams, for example `http://localhost:8000` for"
                                + " DynamoDB Local. If empty, the AWS endpoint of the region is used.",
                        GROUP,
                        2,
                        Width.LONG,
                        "Endpoint")
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
                        3,
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
                        4,
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
                        5,
                        Width.LONG,
                        "Session token")
                .define(
                        PROFILE,
                        Type.STRING,
                        null,
                        StringProperties.validator(AwsConfig::requireProfile, "the name of a profile"),
                        LOW,
                        "The profile in the AWS configuration files of the worker that provides the credentials, and the region"
                                + " if neither `" + REGION + "` nor `AWS_REGION` is set.",
                        GROUP,
                        6,
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
                                + ENDPOINT
                                + "` does not apply to it.",
                        GROUP,
                        7,
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
                        8,
                        Width.MEDIUM,
                        "External ID");
    }

    /** Validates the dependencies between properties. */
    public static void check(PropertyChecks checks) {
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

    private static void requireHttpUri(String property, @Nullable Object value) {
        if (value instanceof String text && !text.isBlank()) {
            try {
                requireHttpUri(new URI(text));
            } catch (URISyntaxException e) {
                throw new ConfigException(property, UrlCredentials.mask(text), "Invalid URI: " + e.getReason() + ".");
            } catch (IllegalArgumentException e) {
                throw new ConfigException(property, UrlCredentials.mask(text), e.getMessage());
            }
        }
    }

    private static void requireHttpUri(URI uri) {
        boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!isHttp || uri.getHost() == null) {
            throw new IllegalArgumentException("Expected an http or https URI, for example http://localhost:8000.");
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "Do not put credentials in the URI. Set '" + ACCESS_KEY_ID + "' and '" + SECRET_ACCESS_KEY + "'.");
        }
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("Remove the query and the fragment of the URI.");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("The port must be between 1 and 65535.");
        }
    }

    public Optional<String> region() {
        return StringProperties.text(config, REGION);
    }

    public Optional<URI> endpoint() {
        return StringProperties.text(config, ENDPOINT).map(URI::create);
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
