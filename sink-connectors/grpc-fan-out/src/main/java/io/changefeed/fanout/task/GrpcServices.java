/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.task;

import io.changefeed.fanout.auth.BearerInterceptor;
import io.changefeed.fanout.auth.Caller;
import io.changefeed.fanout.config.FanOutConfig;
import io.changefeed.fanout.ddbstream.DdbStreamService;
import io.changefeed.fanout.server.CallLimit;
import io.changefeed.fanout.server.GrpcServer;
import io.changefeed.fanout.server.ServerThreads;
import io.changefeed.fanout.service.ChangeFeedService;
import io.changefeed.fanout.service.RingSource;
import io.changefeed.fanout.subscription.Subscriptions;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.stream.Stream;

/** Assembles the gRPC server and its services. */
final class GrpcServices {
    private GrpcServices() {}

    static GrpcServer startServer(
            FanOutConfig config, ServerThreads threads, RingSource source, Subscriptions subscriptions) {
        ServerServiceDefinition changeFeed = new ChangeFeedService(
                        source,
                        subscriptions,
                        config.streaming().batchMaxRecords(),
                        config.streaming().batchMaxBytes())
                .definition();
        ServerServiceDefinition ddbStream = new DdbStreamService(source, subscriptions).definition();
        List<ServerInterceptor> authentication = authentication(config);
        List<ServerServiceDefinition> services = Stream.of(changeFeed, ddbStream)
                .map(service -> ServerInterceptors.interceptForward(service, authentication))
                .toList();
        return GrpcServer.start(
                config.server().address(),
                config.server().connections(),
                config.server().clients(),
                config.security().certificates(),
                threads,
                services);
    }

    /** The limit of a caller needs the caller, which the tokens identify. */
    private static List<ServerInterceptor> authentication(FanOutConfig config) {
        return config.security()
                .tokens()
                .map(tokens -> List.of(
                        new BearerInterceptor(tokens),
                        new CallLimit<>(
                                config.server().callsPerCaller(),
                                "caller",
                                call -> Caller.current().name())))
                .orElse(List.of());
    }
}
