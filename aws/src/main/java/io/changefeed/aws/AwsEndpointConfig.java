/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.StringProperties;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * The properties that determine which hosts a connector calls. FIPS and dual-stack endpoints have properties, although
 * the AWS SDK also has environment variables for them: all connectors of a worker share those, and some hosted workers
 * cannot set any.
 */
public final class AwsEndpointConfig {
    public static final String ENDPOINT = "aws.endpoint";
    public static final String STREAMS_ENDPOINT = "aws.streams.endpoint";
    public static final String USE_FIPS_ENDPOINT = "aws.use.fips.endpoint";
    public static final String USE_DUALSTACK_ENDPOINT = "aws.use.dualstack.endpoint";

    private final AbstractConfig config;

    AwsEndpointConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        ENDPOINT,
                        Type.STRING,
                        null,
                        StringProperties.validator(AwsEndpointConfig::requireHttpUri, "an http or https URI"),
                        LOW,
                        "The endpoint of DynamoDB, for example `http://localhost:8000` for DynamoDB Local. If empty,"
                                + " the AWS endpoint of the region is used.",
                        AwsConfig.GROUP,
                        2,
                        Width.LONG,
                        "Endpoint")
                .define(
                        USE_FIPS_ENDPOINT,
                        Type.BOOLEAN,
                        null,
                        LOW,
                        "Whether the FIPS endpoints of the region are called, also of AWS STS, except for roles in a"
                                + " profile. Not every region has them. Cannot be combined with a configured"
                                + " endpoint. If empty, `AWS_USE_FIPS_ENDPOINT` or the AWS configuration files of the"
                                + " worker decide.",
                        AwsConfig.GROUP,
                        4,
                        Width.SHORT,
                        "Use FIPS endpoints")
                .define(
                        USE_DUALSTACK_ENDPOINT,
                        Type.BOOLEAN,
                        null,
                        LOW,
                        "Whether the dual-stack endpoints (IPv4 and IPv6) of the region are called, also of AWS STS,"
                                + " except for roles in a profile. Not every region has them. Cannot be combined with"
                                + " a configured endpoint. If empty, `AWS_USE_DUALSTACK_ENDPOINT` or the AWS"
                                + " configuration files of the worker decide.",
                        AwsConfig.GROUP,
                        5,
                        Width.SHORT,
                        "Use dual-stack endpoints");
    }

    /** Adds the endpoint of DynamoDB Streams, for connectors that read streams. */
    public static void addStreamsTo(ConfigDef definition) {
        definition.define(
                STREAMS_ENDPOINT,
                Type.STRING,
                null,
                StringProperties.validator(AwsEndpointConfig::requireHttpUri, "an http or https URI"),
                LOW,
                "The endpoint of DynamoDB Streams, which overrides `" + ENDPOINT + "` for it. With AWS PrivateLink,"
                        + " DynamoDB Streams has a separate interface endpoint. If empty, `" + ENDPOINT
                        + "` is the endpoint of both services.",
                AwsConfig.GROUP,
                3,
                Width.LONG,
                "Streams endpoint");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.unset(ENDPOINT), USE_FIPS_ENDPOINT, USE_DUALSTACK_ENDPOINT);
    }

    /** Adds the conditions of connectors that read streams. */
    public static void addStreamsConditions(ConfigForm form) {
        form.showIf(PropertyCondition.unset(STREAMS_ENDPOINT), USE_FIPS_ENDPOINT, USE_DUALSTACK_ENDPOINT);
    }

    /** Validates the dependencies between properties. */
    static void check(PropertyChecks checks) {
        Optional<String> endpoint =
                Stream.of(ENDPOINT, STREAMS_ENDPOINT).filter(checks::isSet).findFirst();
        for (String variant : List.of(USE_FIPS_ENDPOINT, USE_DUALSTACK_ENDPOINT)) {
            if (checks.value(variant, Boolean.class).orElse(false)) {
                endpoint.ifPresent(property -> checks.addError(
                        variant,
                        "Must not be true if '" + property + "' is set: it selects an endpoint of the region, and the"
                                + " AWS SDK refuses both."));
            }
        }
    }

    private static void requireHttpUri(String text) {
        try {
            requireHttpUri(new URI(text));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("Invalid URI: " + e.getReason() + ".", e);
        }
    }

    private static void requireHttpUri(URI uri) {
        boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!isHttp || uri.getHost() == null) {
            throw new IllegalArgumentException("Expected an http or https URI, for example http://localhost:8000.");
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException("Do not put credentials in the URI. Set '" + AwsConfig.ACCESS_KEY_ID
                    + "' and '" + AwsConfig.SECRET_ACCESS_KEY + "'.");
        }
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("Remove the query and the fragment of the URI.");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("The port must be between 1 and 65535.");
        }
    }

    /** Returns the configured endpoint of a service; empty for the AWS endpoint of the region. */
    public Optional<URI> of(AwsService service) {
        return configuredProperty(service)
                .flatMap(property -> StringProperties.text(config, property))
                .map(URI::create);
    }

    /** Returns the property that determines the host of a service. */
    String property(AwsService service) {
        return configuredProperty(service).orElse(AwsConfig.REGION);
    }

    private Optional<String> configuredProperty(AwsService service) {
        List<String> properties = switch (service) {
            case DYNAMODB -> List.of(ENDPOINT);
            case DYNAMODB_STREAMS -> List.of(STREAMS_ENDPOINT, ENDPOINT);
        };
        return properties.stream()
                .filter(property -> StringProperties.text(config, property).isPresent())
                .findFirst();
    }

    /** Whether FIPS endpoints are called; empty if the AWS SDK decides. */
    Optional<Boolean> useFips() {
        return Optional.ofNullable(config.getBoolean(USE_FIPS_ENDPOINT));
    }

    /** Whether dual-stack endpoints are called; empty if the AWS SDK decides. */
    Optional<Boolean> useDualstack() {
        return Optional.ofNullable(config.getBoolean(USE_DUALSTACK_ENDPOINT));
    }

    /** Returns the properties that select a kind of the region's endpoints. */
    List<String> variants() {
        return Stream.of(USE_FIPS_ENDPOINT, USE_DUALSTACK_ENDPOINT)
                .filter(property -> Boolean.TRUE.equals(config.getBoolean(property)))
                .toList();
    }
}
