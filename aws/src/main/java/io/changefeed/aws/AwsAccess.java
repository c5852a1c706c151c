/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import io.changefeed.aws.response.ResponseCapture;
import io.changefeed.connector.Closer;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.errors.ConnectException;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.IdpCommunicationErrorException;
import software.amazon.awssdk.services.sts.model.InvalidIdentityTokenException;

/** Provides the region and the credentials to all AWS clients of a connector or task. */
public final class AwsAccess implements AutoCloseable {
    /** AWS STS also reports these errors for a short time after an identity provider was changed. */
    private static final RetryStrategy WEB_IDENTITY_RETRIES = AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .retryOnException(IdpCommunicationErrorException.class)
            .retryOnException(InvalidIdentityTokenException.class)
            .build();

    private final AwsConfig config;
    private final Optional<Duration> callTimeout;
    private final Region region;
    private final Optional<DefaultCredentials> defaultCredentials;
    private final AwsCredentialsProvider credentials;
    private final Closer closer = new Closer();

    /**
     * Resolves the region and the credentials.
     *
     * @param callTimeout the time limit of a call, including its retries; empty for no limit
     * @throws ConnectException if no region is configured and the SDK finds none
     */
    public AwsAccess(AwsConfig config, Optional<Duration> callTimeout) {
        this.config = config;
        this.callTimeout = callTimeout;
        try {
            region = region(config);
            defaultCredentials = baseSource()
                    .filter(source -> source == CredentialsSource.DEFAULT_CHAIN)
                    .map(source -> closer.register(new DefaultCredentials(this::webIdentitySts)));
            credentials = credentials();
        } catch (RuntimeException | Error e) {
            closer.closeAfter(e);
            throw e;
        }
    }

    /** Sets the endpoint, the region, the credentials and the retry strategy of a client of this service. */
    public <B extends AwsClientBuilder<B, ?>> B configure(AwsService service, B builder, RetryStrategy retries) {
        config.endpoints().of(service).ifPresent(builder::endpointOverride);
        return inRegion(builder).credentialsProvider(credentials).overrideConfiguration(client -> {
            client.retryStrategy(retries);
            client.addExecutionInterceptor(new ResponseCapture());
            recognizeExpired(
                    config.stsRoleArn().map(role -> CredentialsSource.ROLE).or(this::baseSource), client);
            callTimeout.ifPresent(client::apiCallTimeout);
        });
    }

    private void recognizeExpired(Optional<CredentialsSource> source, ClientOverrideConfiguration.Builder client) {
        source.ifPresent(
                found -> client.addExecutionInterceptor(new ExpiredCredentials(found, () -> discardExpired(found))));
    }

    /** Returns whether the source renews its credentials. */
    private boolean discardExpired(CredentialsSource source) {
        return source != CredentialsSource.DEFAULT_CHAIN
                || defaultCredentials.map(DefaultCredentials::discardExpired).orElse(true);
    }

    /** Sets the region, and which kind of its endpoints is called. */
    private <B extends AwsClientBuilder<B, ?>> B inRegion(B builder) {
        config.endpoints().useFips().ifPresent(builder::fipsEnabled);
        config.endpoints().useDualstack().ifPresent(builder::dualstackEnabled);
        return builder.region(region);
    }

    private static Region region(AwsConfig config) {
        try {
            return config.region()
                    .map(Region::of)
                    .orElseGet(() -> regionChain(config).getRegion());
        } catch (SdkClientException e) {
            throw new ConnectException("The AWS SDK found no region. Set '" + AwsConfig.REGION + "'.", e);
        }
    }

    private static AwsRegionProviderChain regionChain(AwsConfig config) {
        DefaultAwsRegionProviderChain.Builder chain = DefaultAwsRegionProviderChain.builder();
        config.profile().ifPresent(chain::profileName);
        return chain.build();
    }

    private AwsCredentialsProvider credentials() {
        AwsCredentialsProvider base = baseCredentials();
        return config.stsRoleArn()
                .map(role -> reporting(CredentialsSource.ROLE, assumedRole(role, base)))
                .orElse(base);
    }

    /** The provider with failures that are recognizable by their type. */
    static AwsCredentialsProvider reporting(CredentialsSource source, AwsCredentialsProvider provider) {
        return () -> {
            try {
                return provider.resolveCredentials();
            } catch (AbortedException e) {
                throw e;
            } catch (RuntimeException e) {
                // The credentials for a role have a source too.
                CredentialsException cause = CredentialsException.causeOf(e);
                throw cause != null ? cause : CredentialsException.of(source, e);
            }
        };
    }

    /** The source that renews the credentials; empty if they are configured. */
    private Optional<CredentialsSource> baseSource() {
        if (config.accessKeyId().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(config.profile().isPresent() ? CredentialsSource.PROFILE : CredentialsSource.DEFAULT_CHAIN);
    }

    private AwsCredentialsProvider baseCredentials() {
        if (config.accessKeyId().isPresent()) {
            return StaticCredentialsProvider.create(staticCredentials(config));
        }
        return defaultCredentials
                .map(chain -> reporting(CredentialsSource.DEFAULT_CHAIN, chain))
                .orElseGet(() -> reporting(
                        CredentialsSource.PROFILE,
                        closer.register(ProfileCredentialsProvider.create(
                                config.profile().orElseThrow()))));
    }

    private static AwsCredentials staticCredentials(AwsConfig config) {
        String id = config.accessKeyId().orElseThrow();
        String secret = config.secretAccessKey().map(Password::value).orElseThrow();
        return config.sessionToken()
                .map(Password::value)
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, secret, token))
                .orElseGet(() -> AwsBasicCredentials.create(id, secret));
    }

    /** The SDK would call AWS STS in the region of the worker, whatever the properties are. */
    private StsClient webIdentitySts() {
        return inRegion(StsClient.builder())
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(client -> {
                    client.retryStrategy(WEB_IDENTITY_RETRIES);
                    callTimeout.ifPresent(client::apiCallTimeout);
                })
                .build();
    }

    private AwsCredentialsProvider assumedRole(String role, AwsCredentialsProvider base) {
        AssumeRoleRequest.Builder request =
                AssumeRoleRequest.builder().roleArn(role).roleSessionName("changefeed");
        config.stsRoleExternalId().ifPresent(request::externalId);
        // The configured endpoints do not apply: they are those of DynamoDB.
        StsClient sts = closer.register(inRegion(StsClient.builder())
                .credentialsProvider(base)
                .overrideConfiguration(client -> {
                    recognizeExpired(baseSource(), client);
                    callTimeout.ifPresent(client::apiCallTimeout);
                })
                .build());
        return closer.register(StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request.build())
                .build());
    }

    @Override
    public void close() {
        closer.close();
    }
}
