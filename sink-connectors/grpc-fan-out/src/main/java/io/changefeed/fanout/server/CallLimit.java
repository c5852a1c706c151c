/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import io.changefeed.fanout.server.ClientLimits.Limit;
import io.changefeed.fanout.subscription.CallStatus;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.function.Function;

/**
 * Rejects calls above a number of concurrent calls with the same key. A call counts until the transport reports its
 * end, because a closed call that the client does not read still uses memory.
 *
 * @param <K> the key
 */
public final class CallLimit<K> implements ServerInterceptor {
    private final UsageCounts<K> calls;
    private final CallStatus exceeded;
    private final Function<ServerCall<?, ?>, K> key;

    /**
     * @param scope what the key identifies, for error messages
     * @param key returns the key of a call; it can use the context of the call
     */
    public CallLimit(Limit limit, String scope, Function<ServerCall<?, ?>, K> key) {
        this.calls = new UsageCounts<>(limit.value());
        this.exceeded = CallStatus.tooManyCalls(limit.value(), scope, limit.property());
        this.key = key;
    }

    /** Returns a limit for each client connection. */
    static CallLimit<SocketAddress> perConnection(Limit limit) {
        return new CallLimit<>(limit, "connection", CallLimit::remoteAddress);
    }

    /** Returns a limit for each client address. */
    static CallLimit<ClientAddress> perIp(Limit limit) {
        return new CallLimit<>(limit, "IP address", call -> ClientAddress.of((InetSocketAddress) remoteAddress(call)));
    }

    private static SocketAddress remoteAddress(ServerCall<?, ?> call) {
        return Objects.requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        K counted = key.apply(call);
        if (!calls.acquire(counted)) {
            call.close(exceeded.status(), exceeded.trailers());
            return new ServerCall.Listener<>() {};
        }
        try {
            return new Counted<>(next.startCall(call, headers), () -> calls.release(counted));
        } catch (RuntimeException | Error e) {
            calls.release(counted);
            throw e;
        }
    }

    /** gRPC reports the end of a call once, by one of the two methods. */
    private static final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {
        private final Runnable release;

        Counted(ServerCall.Listener<Q> next, Runnable release) {
            super(next);
            this.release = release;
        }

        @Override
        public void onComplete() {
            release.run();
            super.onComplete();
        }

        @Override
        public void onCancel() {
            release.run();
            super.onCancel();
        }
    }
}
