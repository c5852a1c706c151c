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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Passes calls on to a gRPC server, byte for byte, and breaks some of them. */
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

    /** What becomes of a call. */
    public sealed interface FaultPlan {
        /** It is passed on, and so is its answer. */
        record Pass() implements FaultPlan {}

        /** It is answered with a status, and not passed on. */
        record Fail(Status.Code code) implements FaultPlan {}

        /** It is passed on, and answered with a status when it was done: who called does not know. */
        record FailAfterwards(Status.Code code) implements FaultPlan {}

        /**
         * Of a BatchWrite, some writes are not passed on and answered with a status, the others are; other calls are
         * passed on.
         */
        record FailWrites(Status.Code code, Predicate<Write> which) implements FaultPlan {}

        /** It is neither passed on nor answered. */
        record Hang() implements FaultPlan {}
    }

    private final ManagedChannel target;
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger brokenWrites = new AtomicInteger();
    private volatile Function<String, FaultPlan> fates = method -> new FaultPlan.Pass();
    private final int port;
    private Server server;

    /** @param host and port of the server behind */
    public FaultProxy(String host) {
        target = NettyChannelBuilder.forTarget(host)
                .usePlaintext()
                .maxInboundMessageSize(16 << 20)
                .build();
        server = started(0);
        port = server.getPort();
    }

    private Server started(int onPort) {
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

    /** What becomes of the calls from now on, by the short name of the method: {@code BatchWrite}. */
    public void decide(Function<String, FaultPlan> next) {
        fates = next;
    }

    /** How many calls were not passed through. */
    public int broken() {
        return broken.get();
    }

    /** How many writes were not passed on, of calls that were. */
    public int brokenWrites() {
        return brokenWrites.get();
    }

    /** Nobody listens any more. */
    public void refuseConnections() {
        server.shutdownNow();
        try {
            // Else its port could still be taken when it is to listen there again.
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Listens again where it did. */
    public void acceptConnections() {
        if (server.isShutdown()) {
            server = started(port);
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
                FaultPlan fate = fates.apply(method.substring(method.indexOf('/') + 1));
                if (fate instanceof FaultPlan.FailWrites some && method.endsWith("/BatchWrite")) {
                    return passed(call, headers, descriptor, fate, new WriteFaults(some, brokenWrites));
                }
                if (!passes(fate)) {
                    broken.incrementAndGet();
                }
                if (fate instanceof FaultPlan.Fail fail) {
                    call.close(fail.code().toStatus().withDescription("broken by the test"), new Metadata());
                    return new ServerCall.Listener<>() {};
                }
                return fate instanceof FaultPlan.Hang
                        ? new ServerCall.Listener<>() {}
                        : passed(call, headers, descriptor, fate, Messages.UNCHANGED);
            };
            return ServerMethodDefinition.create(descriptor, handler);
        }
    }

    private static boolean passes(FaultPlan fate) {
        return fate instanceof FaultPlan.Pass || fate instanceof FaultPlan.FailWrites;
    }

    /** What becomes of the messages of a call that is passed on. */
    interface Messages {
        Messages UNCHANGED = new Messages() {
            @Override
            public byte[] request(byte[] message) {
                return message;
            }

            @Override
            public byte[] answer(byte[] message) {
                return message;
            }
        };

        byte[] request(byte[] message);

        byte[] answer(byte[] message);
    }

    private ServerCall.Listener<byte[]> passed(
            ServerCall<byte[], byte[]> call,
            Metadata headers,
            MethodDescriptor<byte[], byte[]> method,
            FaultPlan fate,
            Messages messages) {
        ClientCall<byte[], byte[]> onward = target.newCall(method, CallOptions.DEFAULT);
        onward.start(
                new ClientCall.Listener<>() {
                    private boolean hasHeaders;

                    @Override
                    public void onMessage(byte[] message) {
                        if (passes(fate)) {
                            if (!hasHeaders) {
                                hasHeaders = true;
                                call.sendHeaders(new Metadata());
                            }
                            call.sendMessage(messages.answer(message));
                        }
                        onward.request(1);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (fate instanceof FaultPlan.FailAfterwards fail) {
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
        onward.request(1);
        call.request(1);
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
                onward.sendMessage(messages.request(message));
                call.request(1);
            }

            @Override
            public void onHalfClose() {
                onward.halfClose();
            }

            @Override
            public void onCancel() {
                onward.cancel("the caller has given up", null);
            }
        };
    }
}
