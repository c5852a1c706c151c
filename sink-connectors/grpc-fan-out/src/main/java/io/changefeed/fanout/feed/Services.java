/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.feed;

import io.changefeed.fanout.auth.BearerInterceptor;
import io.changefeed.fanout.config.FanOutConfig;
import io.changefeed.fanout.host.Host;
import io.changefeed.fanout.seed.DdbStreamService;
import io.changefeed.fanout.service.ChangeFeedService;
import io.changefeed.fanout.service.Source;
import io.changefeed.fanout.subscription.Subscriptions;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** Puts the server together. */
final class Services {
    private Services() {}

    static Host host(FanOutConfig config, Executor threads, Source source, Subscriptions subscriptions) {
        ServerServiceDefinition changeFeed = new ChangeFeedService(
                        source,
                        subscriptions,
                        config.feed().batchMaxRecords(),
                        config.feed().batchMaxBytes())
                .definition();
        ServerServiceDefinition ddbStream = new DdbStreamService(source, subscriptions).definition();
        List<ServerServiceDefinition> services = Stream.of(changeFeed, ddbStream)
                .map(service -> config.security()
                        .tokens()
                        .map(tokens -> ServerInterceptors.intercept(service, new BearerInterceptor(tokens)))
                        .orElse(service))
                .toList();
        return Host.start(
                config.server().address(),
                config.server().connections(),
                config.security().certificates(),
                threads,
                services);
    }
}
