/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import com.google.common.io.ByteStreams;
import io.changefeed.localstack.LocalStackException;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
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
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A gRPC proxy that forwards calls to an emulator unchanged and adds latency. */
final class LatencyProxy implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

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

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Duration latency;
    private final ManagedChannel target;
    private final Server server;

    /**
     * @param host and port of the emulator
     * @param latency added to each call
     */
    LatencyProxy(String host, Duration latency) {
        this.latency = latency;
        target = NettyChannelBuilder.forTarget(host)
                .usePlaintext()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .fallbackHandlerRegistry(new Registry())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new LocalStackException("no free port: " + e, e);
        }
    }

    String host() {
        return "127.0.0.1:" + server.getPort();
    }

    private final class Registry extends HandlerRegistry {
        @Override
        public ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
            MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder(BYTES, BYTES)
                    .setFullMethodName(method)
                    .setType(MethodDescriptor.MethodType.UNKNOWN)
                    .build();
            return ServerMethodDefinition.create(descriptor, (call, headers) -> forward(call, headers, descriptor));
        }
    }

    private ServerCall.Listener<byte[]> forward(
            ServerCall<byte[], byte[]> call, Metadata headers, MethodDescriptor<byte[], byte[]> method) {
        ClientCall<byte[], byte[]> forwarded = target.newCall(method, CallOptions.DEFAULT);
        forwarded.start(new ResponseForwarder(call, forwarded), headers);
        forwarded.request(1);
        call.request(1);
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
                schedule(() -> forwarded.sendMessage(message));
                call.request(1);
            }

            @Override
            public void onHalfClose() {
                schedule(forwarded::halfClose);
            }

            @Override
            public void onCancel() {
                forwarded.cancel("the caller cancelled", null);
            }
        };
    }

    /** Keeps the order, because the timer has one thread and all delays are equal. */
    @SuppressWarnings("FutureReturnValueIgnored") // a call that fails is closed
    private void schedule(Runnable step) {
        timer.schedule(step, latency.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static final class ResponseForwarder extends ClientCall.Listener<byte[]> {
        private final ServerCall<byte[], byte[]> call;
        private final ClientCall<byte[], byte[]> forwarded;

        ResponseForwarder(ServerCall<byte[], byte[]> call, ClientCall<byte[], byte[]> forwarded) {
            this.call = call;
            this.forwarded = forwarded;
        }

        @Override
        public void onHeaders(Metadata headers) {
            call.sendHeaders(headers);
        }

        @Override
        public void onMessage(byte[] message) {
            call.sendMessage(message);
            forwarded.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (!call.isCancelled()) {
                call.close(status, trailers);
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        server.shutdownNow();
        target.shutdownNow();
    }
}
