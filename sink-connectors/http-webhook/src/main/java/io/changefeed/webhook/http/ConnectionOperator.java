/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.impl.nio.DefaultAsyncClientConnectionOperator;
import org.apache.hc.client5.http.nio.AsyncClientConnectionOperator;
import org.apache.hc.client5.http.nio.ManagedAsyncClientConnection;
import org.apache.hc.core5.concurrent.ComplexFuture;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.concurrent.FutureContribution;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections. The client's own operator looks up the host on the thread that needs the connection, which can be
 * the thread that reads the responses of all other connections. This operator looks up the host first, without blocking.
 */
final class ConnectionOperator implements AsyncClientConnectionOperator {
    private final NameLookups lookups;
    private final Lookup<TlsStrategy> tls;
    private final AsyncClientConnectionOperator upgrades;

    ConnectionOperator(NameLookups lookups, TlsStrategy strategy) {
        this.lookups = lookups;
        tls = RegistryBuilder.<TlsStrategy>create()
                .register(URIScheme.HTTPS.id, strategy)
                .build();
        upgrades = new Connector(tls, List.of());
    }

    /** The client's own operator, for a host with these addresses. */
    private static final class Connector extends DefaultAsyncClientConnectionOperator {
        Connector(Lookup<TlsStrategy> tls, List<InetAddress> addresses) {
            super(tls, null, new Resolved(addresses));
        }
    }

    private record Resolved(List<InetAddress> addresses) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) {
            return addresses.toArray(InetAddress[]::new);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    @Override
    public Future<ManagedAsyncClientConnection> connect(
            ConnectionInitiator initiator,
            HttpHost host,
            @Nullable SocketAddress localAddress,
            Timeout timeout,
            @Nullable Object attachment,
            FutureCallback<ManagedAsyncClientConnection> callback) {
        return connect(initiator, host, null, null, localAddress, timeout, attachment, null, callback);
    }

    /**
     * Connects to a host. Cancelling the result has an immediate effect, also during the lookup. A connection attempt that
     * has started ends with its own timeout, and its connection is closed: the client's own operator would leave a
     * connection open if it were cancelled during the TLS handshake.
     */
    @Override
    public Future<ManagedAsyncClientConnection> connect(
            ConnectionInitiator initiator,
            HttpHost host,
            @Nullable Path unixDomainSocket,
            @Nullable NamedEndpoint name,
            @Nullable SocketAddress localAddress,
            Timeout timeout,
            @Nullable Object attachment,
            @Nullable HttpContext context,
            FutureCallback<ManagedAsyncClientConnection> callback) {
        ComplexFuture<ManagedAsyncClientConnection> result = new ComplexFuture<>(callback);
        RequestConnection.of(context).ifPresent(request -> request.onAttempt(result));
        FutureCallback<ManagedAsyncClientConnection> connected = new FutureContribution<>(result) {
            @Override
            public void completed(ManagedAsyncClientConnection connection) {
                if (!result.completed(connection)) {
                    connection.close(CloseMode.IMMEDIATE);
                }
            }
        };
        lookups.lookUp(host.getHostName()).whenComplete((addresses, failure) -> {
            if (addresses == null) {
                result.failed(
                        failure instanceof Exception exception
                                ? exception
                                : new IllegalStateException("the host could not be looked up", failure));
            } else if (!result.isDone()) {
                try {
                    // The attempt reports to the callback.
                    Future<?> unused = new Connector(tls, addresses)
                            .connect(
                                    initiator, host, null, name, localAddress, timeout, attachment, context, connected);
                } catch (RuntimeException e) {
                    result.failed(e);
                }
            }
        });
        return result;
    }

    @Override
    public void upgrade(ManagedAsyncClientConnection connection, HttpHost host, @Nullable Object attachment) {
        upgrades.upgrade(connection, host, attachment);
    }

    @Override
    public void upgrade(
            ManagedAsyncClientConnection connection,
            HttpHost host,
            @Nullable NamedEndpoint name,
            @Nullable Object attachment,
            @Nullable HttpContext context,
            @Nullable FutureCallback<ManagedAsyncClientConnection> callback) {
        upgrades.upgrade(connection, host, name, attachment, context, callback);
    }
}
