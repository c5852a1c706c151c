/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Limits the size of the requests of all open calls from the same client address. A request uses memory until its call
 * ends, also if the client never completes it. A call that exceeds the limit is reset.
 */
final class RequestBytesLimit extends ServerStreamTracer.Factory {
    private final UsageCounts<ClientAddress> bytes;

    /** @param limit bytes of each client address */
    RequestBytesLimit(int limit) {
        this.bytes = new UsageCounts<>(limit);
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Stream();
    }

    private final class Stream extends StreamReset {
        private @Nullable ClientAddress client;
        private long received;
        private long uncompressed;
        private int counted;
        private boolean hasEnded;

        /** Called before gRPC reads the request. */
        @Override
        public synchronized void serverCallStarted(ServerCallInfo<?, ?> call) {
            client = ClientAddress.of((InetSocketAddress)
                    Objects.requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
        }

        /** Also called for a part of a request. */
        @Override
        public void inboundWireSize(long more) {
            count(more, 0);
        }

        @Override
        public void inboundUncompressedSize(long more) {
            count(0, more);
        }

        private void count(long moreReceived, long moreUncompressed) {
            if (!acquire(moreReceived, moreUncompressed)) {
                reset("the requests of the open calls of the client are too large");
            }
        }

        private synchronized boolean acquire(long moreReceived, long moreUncompressed) {
            received += moreReceived;
            uncompressed += moreUncompressed;
            int more = (int) (Math.max(received, uncompressed) - counted);
            if (client == null || hasEnded || more <= 0) {
                return true;
            }
            boolean isWithinLimit = bytes.acquire(client, more);
            if (isWithinLimit) {
                counted += more;
            } else {
                // The reset follows in the same thread. Requests that arrive meanwhile are not reset for this one.
                release();
            }
            return isWithinLimit;
        }

        @Override
        public void streamClosed(Status status) {
            release();
            super.streamClosed(status);
        }

        private synchronized void release() {
            if (client != null && !hasEnded) {
                bytes.release(client, counted);
            }
            hasEnded = true;
        }
    }
}
