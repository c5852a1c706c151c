/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import io.changefeed.connector.DaemonThreads;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The network threads of one server, one for each core. gRPC would share threads with other servers of the process, and
 * keep them after a start that fails.
 */
public final class NetworkThreads implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

    private final EventLoopGroup group;

    /** Threads are started as connections need them. */
    public NetworkThreads() {
        IoHandlerFactory handlers = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(),
                DaemonThreads.numbered("changefeed-fan-out-network-"),
                handlers);
    }

    EventLoopGroup group() {
        return group;
    }

    /** Returns a channel that these threads can serve. */
    static ServerChannel newServerChannel() {
        return Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    }

    /** Ends the threads and closes their connections. Waits for at most half a second. */
    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
