/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.server;

import com.google.common.io.ByteStreams;
import com.google.firestore.v1.Write;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Forwards calls to a gRPC server, byte for byte, and breaks some of them. */
public final class FaultProxy implements AutoCloseable {
    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return ByteStreams.toByteArray(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    /** How the proxy handles a call. */
    public sealed interface FaultPlan {
        /** The call and its response are forwarded. */
        record Pass() implements FaultPlan {}

        /** The call fails with a status and is not forwarded. */
        record Fail(Status.Code code) implements FaultPlan {}

        /** The call is forwarded and executed, but fails with a status. */
        record FailAfterForwarding(Status.Code code) implements FaultPlan {}

        /**
         * Some writes of a BatchWrite fail with a status and are not forwarded. Other writes and calls are forwarded.
         */
        record FailWrites(Status.Code code, Predicate<Write> which) implements FaultPlan {}

        /** The call is not forwarded and gets no response. */
        record Hang() implements FaultPlan {}

        /**
         * The call gets no response, and is forwarded when {@code release} completes, even if it was cancelled before,
         * like data that is still in the network.
         *
         * @param received completes when the proxy has the request
         * @param executed completes with the server's status
         */
        record ForwardLater(
                CompletableFuture<Void> received, CompletableFuture<Void> release, CompletableFuture<Status> executed)
                implements FaultPlan {
            public ForwardLater() {
                this(new CompletableFuture<>(), new CompletableFuture<>(), new CompletableFuture<>());
            }
        }
    }

    private final ManagedChannel target;
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger brokenWrites = new AtomicInteger();
    private volatile Function<String, FaultPlan> plans = method -> new FaultPlan.Pass();
    private final int port;
    private Server server;

    /** @param host host and port of the target server */
    public FaultProxy(String host) {
        target = NettyChannelBuilder.forTarget(host)
                .usePlaintext()
                .maxInboundMessageSize(16 << 20)
                .build();
        server = start(0);
        port = server.getPort();
    }

    private Server start(int onPort) {
        try {
            return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort))
                    .maxInboundMessageSize(16 << 20)
                    .fallbackHandlerRegistry(new Registry())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    /** Sets how subsequent calls are handled, by the short name of the method, such as {@code BatchWrite}. */
    public void plan(Function<String, FaultPlan> next) {
        plans = next;
    }

    /** The number of broken calls. */
    public int broken() {
        return broken.get();
    }

    /** The number of broken writes in forwarded calls. */
    public int brokenWrites() {
        return brokenWrites.get();
    }

    /** Stops listening. */
    public void refuseConnections() {
        server.shutdownNow();
        try {
            // Otherwise, the port could still be in use when the proxy listens again.
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Listens again on the same port. */
    public void acceptConnections() {
        if (server.isShutdown()) {
            server = start(port);
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
        target.shutdownNow();
    }

    private final class Registry extends HandlerRegistry {
        @Override
        public ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
            MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder(BYTES, BYTES)
                    .setFullMethodName(method)
                    .setType(MethodDescriptor.MethodType.UNKNOWN)
                    .build();
            ServerCallHandler<byte[], byte[]> handler = (call, headers) -> {
                FaultPlan plan = plans.apply(method.substring(method.indexOf('/') + 1));
                if (plan instanceof FaultPlan.FailWrites some && method.endsWith("/BatchWrite")) {
                    return forward(call, headers, descriptor, plan, new WriteFaults(some, brokenWrites));
                }
                if (!isForwarded(plan)) {
                    broken.incrementAndGet();
                }
                if (plan instanceof FaultPlan.Fail fail) {
                    call.close(fail.code().toStatus().withDescription("broken by the test"), new Metadata());
                    return new ServerCall.Listener<>() {};
                }
                if (plan instanceof FaultPlan.ForwardLater later) {
                    return forwardLater(call, headers, descriptor, later);
                }
                return plan instanceof FaultPlan.Hang
                        ? new ServerCall.Listener<>() {}
                        : forward(call, headers, descriptor, plan, MessageRewriter.UNCHANGED);
            };
            return ServerMethodDefinition.create(descriptor, handler);
        }
    }

    private ServerCall.Listener<byte[]> forwardLater(
            ServerCall<byte[], byte[]> call,
            Metadata headers,
            MethodDescriptor<byte[], byte[]> method,
            FaultPlan.ForwardLater plan) {
        call.request(1);
        return new ServerCall.Listener<>() {
            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // the status is that of the call
            public void onMessage(byte[] message) {
                plan.received().complete(null);
                plan.release().thenRun(() -> {
                    ClientCall<byte[], byte[]> forwarded = target.newCall(method, CallOptions.DEFAULT);
                    forwarded.start(
                            new ClientCall.Listener<>() {
                                @Override
                                public void onClose(Status status, Metadata trailers) {
                                    plan.executed().complete(status);
                                }
                            },
                            headers);
                    forwarded.request(1);
                    forwarded.sendMessage(message);
                    forwarded.halfClose();
                });
            }
        };
    }

    private static boolean isForwarded(FaultPlan plan) {
        return plan instanceof FaultPlan.Pass || plan instanceof FaultPlan.FailWrites;
    }

    /** Rewrites the messages of a forwarded call. */
    interface MessageRewriter {
        MessageRewriter UNCHANGED = new MessageRewriter() {
            @Override
            public byte[] request(byte[] message) {
                return message;
            }

            @Override
            public byte[] response(byte[] message) {
                return message;
            }
        };

        byte[] request(byte[] message);

        byte[] response(byte[] message);
    }

    private ServerCall.Listener<byte[]> forward(
            ServerCall<byte[], byte[]> call,
            Metadata headers,
            MethodDescriptor<byte[], byte[]> method,
            FaultPlan plan,
            MessageRewriter rewriter) {
        ClientCall<byte[], byte[]> forwarded = target.newCall(method, CallOptions.DEFAULT);
        forwarded.start(
                new ClientCall.Listener<>() {
                    private boolean hasHeaders;

                    @Override
                    public void onMessage(byte[] message) {
                        if (isForwarded(plan)) {
                            if (!hasHeaders) {
                                hasHeaders = true;
                                call.sendHeaders(new Metadata());
                            }
                            call.sendMessage(rewriter.response(message));
                        }
                        forwarded.request(1);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (plan instanceof FaultPlan.FailAfterForwarding fail) {
                            call.close(fail.code().toStatus().withDescription("broken by the test"), new Metadata());
                        } else if (!call.isCancelled()) {
                            if (!hasHeaders) {
                                call.sendHeaders(new Metadata());
                            }
                            call.close(status, trailers);
                        }
                    }
                },
                headers);
        forwarded.request(1);
        call.request(1);
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
                forwarded.sendMessage(rewriter.request(message));
                call.request(1);
            }

            @Override
            public void onHalfClose() {
                forwarded.halfClose();
            }

            @Override
            public void onCancel() {
                forwarded.cancel("cancelled by the caller", null);
            }
        };
    }
}
