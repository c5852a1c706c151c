/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;
import org.apache.kafka.connect.errors.ConnectException;

/** A gRPC server that offers the health and reflection services in addition to its own. */
public final class GrpcServer implements AutoCloseable {
    /** Room for filters with large values. */
    private static final int MAX_REQUEST_BYTES = 1024 * 1024;

    /** Of all open calls from one client address, for example a thousand subscribers with filters of 32 KiB. */
    private static final int MAX_REQUEST_BYTES_PER_IP = 32 * 1024 * 1024;

    private static final Duration MIN_CLIENT_KEEPALIVE = Duration.ofSeconds(10);

    /** Until then, clients must have completed the handshakes of TLS and HTTP/2. */
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(20);

    /**
     * Calls above the limit of a connection that can be rejected at the same time. HTTP/2 would not reject them but
     * make clients wait.
     */
    private static final int REJECTED_CALLS = 100;

    /** How long the server waits for calls to end. A stop takes 2 s at most, also if clients read nothing. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    /** How long the server waits for connections that it closed forcibly. */
    private static final Duration CANCEL_TIMEOUT = Duration.ofMillis(500);

    /** Strongly referenced, because its filter would be lost with it. */
    private static final Logger NETTY_LOG =
            Logger.getLogger(NettyServerBuilder.class.getPackageName() + ".NettyServerHandler");

    static {
        // Otherwise, clients could fill the log: each reset of a call with unread responses would log a stack trace.
        NETTY_LOG.setFilter(record -> !(record.getThrown() instanceof Http2Exception.StreamException));
    }

    private final HealthStatusManager health;
    private final List<String> services;
    private final Server server;
    private final ListenAddress address;

    private GrpcServer(HealthStatusManager health, List<String> services, Server server, ListenAddress requested) {
        this.health = health;
        this.services = services;
        this.server = server;
        this.address = new ListenAddress(requested.host(), server.getPort());
    }

    /**
     * Starts a server. Its health is NOT_SERVING until {@link #setServing}.
     *
     * @throws ConnectException if it cannot use its certificates or cannot listen on its address
     */
    public static GrpcServer start(
            ListenAddress address,
            ConnectionLimits connections,
            ClientLimits clients,
            Optional<ServerCertificates> certificates,
            ServerThreads threads,
            List<ServerServiceDefinition> services) {
        HealthStatusManager health = new HealthStatusManager();
        ClosedCallReset reset = new ClosedCallReset(threads.timer(), clients.closeTimeout());
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(address.host(), address.port()));
        addNetwork(builder, connections, clients, threads.network());
        builder.executor(threads.calls())
                .maxInboundMessageSize(MAX_REQUEST_BYTES)
                .intercept(CallLimit.perIp(clients.callsPerIp()))
                .intercept(CallLimit.perConnection(clients.callsPerConnection()))
                .intercept(reset)
                .addStreamTracerFactory(reset)
                .addStreamTracerFactory(new RequestBytesLimit(MAX_REQUEST_BYTES_PER_IP))
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .addService(legacyReflection());
        services.forEach(builder::addService);
        certificates.map(GrpcServer::context).ifPresent(builder::sslContext);
        List<String> names = services.stream()
                .map(service -> service.getServiceDescriptor().getName())
                .toList();
        try {
            GrpcServer started = new GrpcServer(health, names, builder.build().start(), address);
            started.setServing(false);
            return started;
        } catch (IOException e) {
            throw new ConnectException(
                    "The gRPC server cannot listen on " + address + " of this worker ('grpc.host', 'grpc.port'): "
                            + reason(e) + ". " + remedy(e),
                    e);
        }
    }

    private static void addNetwork(
            NettyServerBuilder builder, ConnectionLimits connections, ClientLimits clients, NetworkThreads network) {
        ConnectionLimit connectionLimit = new ConnectionLimit(clients.connectionsPerIp());
        builder.bossEventLoopGroup(network.group())
                .workerEventLoopGroup(network.group())
                .channelFactory(() -> {
                    ServerChannel channel = NetworkThreads.newServerChannel();
                    channel.pipeline().addLast(connectionLimit);
                    return channel;
                })
                .maxConcurrentCallsPerConnection(clients.callsPerConnection().value() + REJECTED_CALLS)
                .keepAliveTime(connections.keepaliveTime().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(connections.keepaliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
                // By default gRPC disconnects clients that send keepalive pings.
                .permitKeepAliveTime(MIN_CLIENT_KEEPALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionIdle(connections.maxIdle().toMillis(), TimeUnit.MILLISECONDS)
                .handshakeTimeout(HANDSHAKE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        if (!connections.maxAge().isZero()) {
            builder.maxConnectionAge(connections.maxAge().toMillis(), TimeUnit.MILLISECONDS)
                    .maxConnectionAgeGrace(connections.maxAgeGrace().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static SslContext context(ServerCertificates certificates) {
        try {
            return certificates.context();
        } catch (SSLException | IllegalArgumentException e) {
            // The parser can quote the key in its message.
            throw new ConnectException("The gRPC server cannot use its certificate and key"
                    + " ('ssl.keystore.certificate.chain', 'ssl.keystore.key'). Validate the configuration of the"
                    + " connector to find the invalid one.");
        }
    }

    private static String reason(IOException e) {
        if (isUnknownHost(e)) {
            return "the host name cannot be resolved";
        }
        Throwable reason = e.getCause() == null ? e : e.getCause();
        return reason.getMessage() == null ? reason.toString() : reason.getMessage();
    }

    private static boolean isUnknownHost(IOException e) {
        return e instanceof UnknownHostException
                || e.getCause() instanceof UnresolvedAddressException
                || e.getCause() instanceof UnknownHostException;
    }

    /** The messages are those of the operating system. */
    private static String remedy(IOException e) {
        String reason = reason(e).toLowerCase(Locale.ROOT);
        if (isUnknownHost(e) || reason.contains("cannot assign requested address")) {
            return "'grpc.host' must be an address of the worker that runs the task, which can be any worker of the"
                    + " cluster: set it to 0.0.0.0 for all addresses.";
        }
        if (reason.contains("permission denied")) {
            return "Choose a 'grpc.port' of 1024 or more, or permit the worker to use this one.";
        }
        return "Another connector on this worker or another process may use the port. Give each connector a different"
                + " 'grpc.port'.";
    }

    /** For clients of the v1alpha reflection protocol. */
    @SuppressWarnings("deprecation")
    private static BindableService legacyReflection() {
        return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
    }

    /** The address on which the server listens, with the actual port. */
    public ListenAddress address() {
        return address;
    }

    /** Sets the health status of the server and of each of its services. */
    public void setServing(boolean isServing) {
        ServingStatus status = isServing ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        services.forEach(service -> health.setStatus(service, status));
    }

    /** Stops accepting calls and sends GOAWAY to connected clients. */
    public void goAway() {
        if (!server.isShutdown()) {
            health.enterTerminalState();
            server.shutdown();
        }
    }

    /** Stops the server: waits for calls to end and cancels those that do not end in time. */
    @Override
    public void close() {
        goAway();
        try {
            if (!server.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow().awaitTermination(CANCEL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
