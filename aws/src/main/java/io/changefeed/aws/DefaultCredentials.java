/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import io.changefeed.aws.CredentialsErrorClassifier.Verdict;
import io.changefeed.connector.Closer;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;

/**
 * The default credentials provider chain of the AWS SDK, with failures that can be classified: the chain of the SDK
 * keeps the messages of its providers, and drops their exceptions.
 */
final class DefaultCredentials implements AwsCredentialsProvider, AutoCloseable {
    private final Closer closer = new Closer();
    /** In the order of the chain of the SDK, which ends with {@link #instance}. */
    private final List<AwsCredentialsProvider> configured;

    private volatile InstanceProfileCredentialsProvider instance = InstanceProfileCredentialsProvider.create();
    private volatile boolean hasInstance;
    /** The provider that had credentials, as in the chain of the SDK. */
    private volatile @Nullable AwsCredentialsProvider provider;

    /** @param sts opens the client that exchanges the token of a web identity; called once, if there is one */
    DefaultCredentials(Supplier<StsClient> sts) {
        configured = List.of(
                SystemPropertyCredentialsProvider.create(),
                EnvironmentVariableCredentialsProvider.create(),
                webIdentity(sts),
                closer.register(ProfileCredentialsProvider.create()),
                closer.register(ContainerCredentialsProvider.builder().build()));
    }

    private AwsCredentialsProvider webIdentity(Supplier<StsClient> sts) {
        boolean isConfigured = Stream.of(SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE, SdkSystemSetting.AWS_ROLE_ARN)
                .allMatch(setting -> setting.getStringValue().isPresent());
        if (!isConfigured) {
            // Its failure names the missing setting.
            return closer.register(WebIdentityTokenFileCredentialsProvider.create());
        }
        StsClient client = closer.register(sts.get());
        return closer.register(StsWebIdentityTokenFileCredentialsProvider.builder()
                .stsClient(client)
                .build());
    }

    @Override
    public AwsCredentials resolveCredentials() {
        AwsCredentialsProvider known = provider;
        return known != null ? known.resolveCredentials() : search();
    }

    private AwsCredentials search() {
        Map<RuntimeException, Verdict> failures = new LinkedHashMap<>();
        for (AwsCredentialsProvider candidate : configured) {
            try {
                return remember(candidate, candidate.resolveCredentials());
            } catch (AbortedException e) {
                throw e;
            } catch (RuntimeException e) {
                Verdict verdict = CredentialsErrorClassifier.verdict(e);
                failures.put(e, verdict);
                if (verdict == Verdict.TRANSIENT) {
                    // The next provider has credentials of another identity, for example of the node of a pod.
                    throw failure(failures, true);
                }
            }
        }
        InstanceProfileCredentialsProvider last = instance;
        try {
            return rememberInstance(last, last.resolveCredentials());
        } catch (AbortedException e) {
            throw e;
        } catch (RuntimeException e) {
            Verdict verdict = verdictOfInstance(e);
            // A pod can have no access to the metadata service of its node. Then the refusal is the failure.
            boolean isTransient =
                    verdict == Verdict.TRANSIENT && (hasInstance || !failures.containsValue(Verdict.REFUSED));
            failures.put(e, verdict);
            throw failure(failures, isTransient);
        }
    }

    private AwsCredentials remember(AwsCredentialsProvider found, AwsCredentials credentials) {
        provider = found;
        return credentials;
    }

    /** Another thread can have discarded the credentials since. */
    private synchronized AwsCredentials rememberInstance(
            InstanceProfileCredentialsProvider found, AwsCredentials credentials) {
        hasInstance = true;
        return found == instance ? remember(found, credentials) : credentials;
    }

    /**
     * The instance metadata service is called without being configured. A host outside of EC2 has none: connections to
     * it are refused or time out. On EC2, its responses time out under load.
     */
    private Verdict verdictOfInstance(RuntimeException failure) {
        Throwable root = CredentialsErrorClassifier.root(failure);
        boolean isAbsent =
                root instanceof ConnectException || root instanceof NoRouteToHostException || isConnectTimeout(root);
        return isAbsent && !hasInstance ? Verdict.ABSENT : CredentialsErrorClassifier.verdict(failure);
    }

    /** Only the message distinguishes this timeout from that of a response. */
    private static boolean isConnectTimeout(Throwable root) {
        return root instanceof SocketTimeoutException && "Connect timed out".equalsIgnoreCase(root.getMessage());
    }

    /**
     * Discards credentials that have expired. Those of the other providers are not used after their expiry. Without
     * this, the SDK would use those of an instance for up to ten minutes after the metadata service responds again.
     *
     * @return whether the source renews them; the environment and the system properties of a worker do not change
     */
    synchronized boolean discardExpired() {
        AwsCredentialsProvider source = provider;
        InstanceProfileCredentialsProvider expired = instance;
        if (source == expired) {
            instance = InstanceProfileCredentialsProvider.create();
            provider = null;
            expired.close();
        }
        return !(source instanceof SystemPropertyCredentialsProvider
                || source instanceof EnvironmentVariableCredentialsProvider);
    }

    private static CredentialsException failure(Map<RuntimeException, Verdict> failures, boolean isTransient) {
        boolean isAbsent = failures.values().stream().allMatch(verdict -> verdict == Verdict.ABSENT);
        String message = failures.entrySet().stream()
                .filter(failure -> isAbsent || failure.getValue() != Verdict.ABSENT)
                .map(failure -> message(failure.getKey()))
                .collect(Collectors.joining(" "));
        SdkClientException reason = SdkClientException.create(message);
        failures.keySet().forEach(reason::addSuppressed);
        return new CredentialsException(CredentialsSource.DEFAULT_CHAIN, reason, isTransient);
    }

    private static String message(RuntimeException failure) {
        Throwable root = CredentialsErrorClassifier.root(failure);
        String message = String.valueOf(failure.getMessage());
        return root == failure ? message : message + " (" + root.getMessage() + ")";
    }

    @Override
    public void close() {
        instance.close();
        closer.close();
    }
}
