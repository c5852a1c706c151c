/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.PropertyChecks;
import java.net.URI;
import java.util.Optional;
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
                        HIGH,
                        "The AWS region of the tables, for example `eu-central-1`. Empty: as the AWS SDK finds it"
                                + " (`AWS_REGION`, the profile, the instance's metadata).",
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
                        "Where DynamoDB and DynamoDB Streams answer, for example `http://localhost:8000` for DynamoDB"
                                + " Local. Empty: AWS's own endpoint of the region.",
                        GROUP,
                        2,
                        Width.LONG,
                        "Endpoint")
                .define(
                        ACCESS_KEY_ID,
                        Type.STRING,
                        null,
                        MEDIUM,
                        "A static access key, with `" + SECRET_ACCESS_KEY
                                + "`. Empty: the profile, if one is named, else"
                                + " the AWS SDK's default chain (environment, web identity, profile, container,"
                                + " instance).",
                        GROUP,
                        3,
                        Width.MEDIUM,
                        "Access key id")
                .define(
                        SECRET_ACCESS_KEY,
                        Type.PASSWORD,
                        null,
                        MEDIUM,
                        "The secret of `" + ACCESS_KEY_ID + "`.",
                        GROUP,
                        4,
                        Width.MEDIUM,
                        "Secret access key")
                .define(
                        SESSION_TOKEN,
                        Type.PASSWORD,
                        null,
                        LOW,
                        "The session token that belongs to a temporary `" + ACCESS_KEY_ID + "`.",
                        GROUP,
                        5,
                        Width.LONG,
                        "Session token")
                .define(
                        PROFILE,
                        Type.STRING,
                        null,
                        LOW,
                        "The profile of the worker's AWS configuration files to take credentials from, and the region where"
                                + " neither `" + REGION + "` nor `AWS_REGION` is set.",
                        GROUP,
                        6,
                        Width.MEDIUM,
                        "Profile")
                .define(
                        STS_ROLE_ARN,
                        Type.STRING,
                        null,
                        LOW,
                        "A role to assume with the credentials above; its own are renewed before they expire. AWS STS is asked at"
                                + " its own endpoint of the region, whatever `" + ENDPOINT + "` says.",
                        GROUP,
                        7,
                        Width.LONG,
                        "Role to assume")
                .define(
                        STS_ROLE_EXTERNAL_ID,
                        Type.STRING,
                        null,
                        LOW,
                        "The external id that the role's trust policy asks for.",
                        GROUP,
                        8,
                        Width.MEDIUM,
                        "External id");
    }

    /** Checks those that depend on each other. */
    public static void check(PropertyChecks checks) {
        checks.requireWith(ACCESS_KEY_ID, SECRET_ACCESS_KEY);
        checks.requireWith(SECRET_ACCESS_KEY, ACCESS_KEY_ID);
        checks.requireWith(SESSION_TOKEN, ACCESS_KEY_ID);
        checks.requireWith(STS_ROLE_EXTERNAL_ID, STS_ROLE_ARN);
        if (checks.isSet(PROFILE) && checks.isSet(ACCESS_KEY_ID)) {
            checks.addError(PROFILE, "'" + ACCESS_KEY_ID + "' is set too, and both say where the credentials come from.");
        }
    }

    private static void requireHttpUri(String property, @Nullable Object value) {
        if (value instanceof String text && !text.isBlank()) {
            try {
                URI uri = URI.create(text);
                if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                    return;
                }
            } catch (IllegalArgumentException e) {
                throw new ConfigException(property, value, "This is no URI: " + e.getMessage());
            }
            throw new ConfigException(property, value, "Expected a URI such as http://localhost:8000.");
        }
    }

    public Optional<String> region() {
        return text(REGION);
    }

    public Optional<URI> endpoint() {
        return text(ENDPOINT).map(URI::create);
    }

    public Optional<String> accessKeyId() {
        return text(ACCESS_KEY_ID);
    }

    public Optional<Password> secretAccessKey() {
        return secret(SECRET_ACCESS_KEY);
    }

    public Optional<Password> sessionToken() {
        return secret(SESSION_TOKEN);
    }

    public Optional<String> profile() {
        return text(PROFILE);
    }

    public Optional<String> stsRoleArn() {
        return text(STS_ROLE_ARN);
    }

    public Optional<String> stsRoleExternalId() {
        return text(STS_ROLE_EXTERNAL_ID);
    }

    private Optional<Password> secret(String property) {
        return Optional.ofNullable(config.getPassword(property))
                .filter(secret -> !secret.value().isBlank());
    }

    private Optional<String> text(String property) {
        return Optional.ofNullable(config.getString(property)).filter(text -> !text.isBlank());
    }
}
