/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import io.changefeed.fanout.server.ClientLimits.Limit;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes new connections above a number of connections from the same client address. */
@ChannelHandler.Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimit.class);
    private static final long LOG_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

    private final UsageCounts<ClientAddress> connections;
    private final Limit limit;
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_INTERVAL_NANOS);

    ConnectionLimit(Limit limit) {
        this.connections = new UsageCounts<>(limit.value());
        this.limit = limit;
    }

    /** @param message an accepted connection */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Returns the future on which it is called
    public void channelRead(ChannelHandlerContext context, Object message) {
        SocketChannel connection = (SocketChannel) message;
        @Nullable InetSocketAddress remote = connection.remoteAddress();
        if (remote == null) {
            // The client has disconnected already.
            connection.unsafe().closeForcibly();
            return;
        }
        ClientAddress client = ClientAddress.of(remote);
        if (!connections.acquire(client)) {
            connection.unsafe().closeForcibly();
            log(remote);
            return;
        }
        connection.closeFuture().addListener(closed -> connections.release(client));
        context.fireChannelRead(message);
    }

    private void log(InetSocketAddress remote) {
        long now = System.nanoTime();
        long before = loggedAt.get();
        if (now - before >= LOG_INTERVAL_NANOS && loggedAt.compareAndSet(before, now)) {
            LOG.warn(
                    "Rejected a connection from {}: the address has {} connections ('{}'). Raise the limit if it is the"
                            + " address of a proxy. Further rejections are not logged for a minute",
                    remote.getAddress().getHostAddress(),
                    limit.value(),
                    limit.property());
        }
    }
}
