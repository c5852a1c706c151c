/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.host;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;

/** A gRPC server with health and reflection beside its services. */
public final class Host {
    /** Of requests: room for filters with large values, and no more. */
    private static final int LONGEST_REQUEST = 1024 * 1024;

    private static final Duration FASTEST_PINGS = Duration.ofSeconds(10);

    /** Connections that are cut are gone in this time. */
    private static final Duration CUT = Duration.ofSeconds(1);

    private final HealthStatusManager health;
    private final List<String> services;
    private final Server server;
    private final Address address;

    private Host(HealthStatusManager health, List<String> services, Server server, Address asked) {
        this.health = health;
        this.services = services;
        this.server = server;
        this.address = new Address(asked.host(), server.getPort());
    }

    /**
     * Starts a server, which is not serving until it is told so.
     *
     * @param threads on which calls begin; nothing of them waits
     * @throws ConnectException when it cannot listen at its address
     */
    public static Host start(
            Address address,
            Connections connections,
            Optional<Certificates> certificates,
            Executor threads,
            List<ServerServiceDefinition> services) {
        HealthStatusManager health = new HealthStatusManager();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(address.host(), address.port()))
                .executor(threads)
                .maxInboundMessageSize(LONGEST_REQUEST)
                .keepAliveTime(connections.keepaliveTime().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(connections.keepaliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
                // Clients may look after their connections, too, without being sent away for it.
                .permitKeepAliveTime(FASTEST_PINGS.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .addService(olderReflection());
        services.forEach(builder::addService);
        if (!connections.maxAge().isZero()) {
            builder.maxConnectionAge(connections.maxAge().toMillis(), TimeUnit.MILLISECONDS)
                    .maxConnectionAgeGrace(connections.maxAgeGrace().toMillis(), TimeUnit.MILLISECONDS);
        }
        try {
            if (certificates.isPresent()) {
                builder.sslContext(certificates.get().context());
            }
            List<String> names = services.stream()
                    .map(service -> service.getServiceDescriptor().getName())
                    .toList();
            Host host = new Host(health, names, builder.build().start(), address);
            host.serving(false);
            return host;
        } catch (IOException e) {
            throw new ConnectException(
                    "The gRPC server cannot listen at " + address + " ('grpc.host', 'grpc.port'): " + reason(e)
                            + ". Another connector of this worker, or another program, may have the port: each"
                            + " connector needs its own.",
                    e);
        }
    }

    private static String reason(IOException e) {
        Throwable reason = e.getCause() == null ? e : e.getCause();
        return reason.getMessage() == null ? reason.toString() : reason.getMessage();
    }

    /** For clients from before the first version of the protocol. */
    @SuppressWarnings("deprecation")
    private static BindableService olderReflection() {
        return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
    }

    /** Where it listens. */
    public Address address() {
        return address;
    }

    /** What health tells of the server as a whole and of its services. */
    public void serving(boolean isServing) {
        ServingStatus status = isServing ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        services.forEach(service -> health.setStatus(service, status));
    }

    /** Takes no calls any more, and sends GOAWAY to those that are connected. */
    public void goAway() {
        health.enterTerminalState();
        server.shutdown();
    }

    /** Waits for calls to end, and cuts those that do not. */
    public void close(Duration longest) {
        try {
            if (!server.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow().awaitTermination(CUT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
