/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.stream.ShardReader.Schedule;
import io.changefeed.source.stream.StreamClient.Listing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Looks up the children of shards that were read to their end. All shards of a stream may end together, and DynamoDB
 * allows ten DescribeStream calls a second per account. Therefore, at most one listing per stream is in progress, and
 * shards that end in the meantime share the next one. If the listing is too long, the children of each shard are
 * requested individually.
 */
final class ChildShardLookup {
    /** A shard whose children are looked up. */
    interface Parent {
        ShardRef shard();

        /** Receives the listed children; there may be none yet. */
        void found(Listing children);

        /** Receives a failure. Returns the delay before the next attempt; empty if there is none. */
        Optional<Duration> failed(SdkException reason);
    }

    private final StreamClient streams;
    private final Schedule schedule;
    private final Map<String, List<Parent>> waiting = new HashMap<>();
    private final Set<String> inProgress = new HashSet<>();

    ChildShardLookup(StreamClient streams, Schedule schedule) {
        this.streams = streams;
        this.schedule = schedule;
    }

    /** Looks up the children, and passes the result to the parent on a reader thread. */
    synchronized void request(Parent parent) {
        String streamArn = parent.shard().streamArn();
        waiting.computeIfAbsent(streamArn, none -> new ArrayList<>()).add(parent);
        if (inProgress.add(streamArn)) {
            schedule.after(Duration.ZERO, () -> lookUp(streamArn));
        }
    }

    private synchronized List<Parent> take(String streamArn) {
        return Optional.ofNullable(waiting.remove(streamArn)).orElse(List.of());
    }

    private synchronized void requeue(String streamArn, Collection<Parent> parents) {
        waiting.computeIfAbsent(streamArn, none -> new ArrayList<>()).addAll(0, parents);
    }

    private synchronized void end(String streamArn) {
        if (waiting.containsKey(streamArn)) {
            schedule.after(Duration.ZERO, () -> lookUp(streamArn));
        } else {
            inProgress.remove(streamArn);
        }
    }

    private void lookUp(String streamArn) {
        List<Parent> parents = take(streamArn);
        try {
            Optional<Listing> listing = streams.shards(streamArn, parents.size());
            for (Parent parent : parents) {
                if (listing.isPresent()) {
                    parent.found(listing.get().childrenOf(parent.shard().shardId()));
                } else {
                    schedule.after(Duration.ZERO, () -> lookUpOne(parent));
                }
            }
            end(streamArn);
        } catch (SdkException e) {
            retry(streamArn, parents, e);
        }
    }

    private void lookUpOne(Parent parent) {
        try {
            parent.found(streams.children(parent.shard()));
        } catch (SdkException e) {
            parent.failed(e).ifPresent(wait -> schedule.after(wait, () -> request(parent)));
        }
    }

    /** One parent counts the failure, and the others wait with it: separate calls would add load to a throttled stream. */
    private void retry(String streamArn, List<Parent> parents, SdkException reason) {
        Optional<Duration> wait = parents.get(0).failed(reason);
        requeue(streamArn, parents.subList(wait.isPresent() ? 0 : 1, parents.size()));
        schedule.after(wait.orElse(Duration.ZERO), () -> lookUp(streamArn));
    }
}
