/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.task;

import io.changefeed.fanout.auth.BearerInterceptor;
import io.changefeed.fanout.config.FanOutConfig;
import io.changefeed.fanout.ddbstream.DdbStreamService;
import io.changefeed.fanout.server.GrpcServer;
import io.changefeed.fanout.service.ChangeFeedService;
import io.changefeed.fanout.service.RingSource;
import io.changefeed.fanout.subscription.Subscriptions;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** Assembles the gRPC server and its services. */
final class GrpcServices {
    private GrpcServices() {}

    static GrpcServer startServer(
            FanOutConfig config, Executor threads, RingSource source, Subscriptions subscriptions) {
        ServerServiceDefinition changeFeed = new ChangeFeedService(
                        source,
                        subscriptions,
                        config.streaming().batchMaxRecords(),
                        config.streaming().batchMaxBytes())
                .definition();
        ServerServiceDefinition ddbStream = new DdbStreamService(source, subscriptions).definition();
        List<ServerServiceDefinition> services = Stream.of(changeFeed, ddbStream)
                .map(service -> config.security()
                        .tokens()
                        .map(tokens -> ServerInterceptors.intercept(service, new BearerInterceptor(tokens)))
                        .orElse(service))
                .toList();
        return GrpcServer.start(
                config.server().address(),
                config.server().connections(),
                config.security().certificates(),
                threads,
                services);
    }
}
