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
 * Finds the children of shards that have been read to their end. All shards of a stream may end together, and DynamoDB
 * answers ten DescribeStream calls a second per account: so there is one listing under way per stream, and those that end
 * meanwhile share the next one. Where a listing is too long, the children of each are asked for.
 */
final class ChildShardLookup {
    /** A shard whose children are searched for. */
    interface Parent {
        ShardRef shard();

        /** What is listed of its children; there may be none yet. */
        void found(Listing children) throws InterruptedException;

        /** How long to wait before they are searched for again; empty not to do so. */
        Optional<Duration> notFound(SdkException reason) throws InterruptedException;
    }

    private final StreamClient service;
    private final Schedule schedule;
    private final Map<String, List<Parent>> waiting = new HashMap<>();
    private final Set<String> searched = new HashSet<>();

    ChildShardLookup(StreamClient service, Schedule schedule) {
        this.service = service;
        this.schedule = schedule;
    }

    /** Answers the parent soon, on one of the reading threads. */
    synchronized void begin(Parent parent) {
        String streamArn = parent.shard().streamArn();
        waiting.computeIfAbsent(streamArn, none -> new ArrayList<>()).add(parent);
        if (searched.add(streamArn)) {
            schedule.after(Duration.ZERO, () -> search(streamArn));
        }
    }

    private synchronized List<Parent> take(String streamArn) {
        return Optional.ofNullable(waiting.remove(streamArn)).orElse(List.of());
    }

    private synchronized void putBack(String streamArn, Collection<Parent> parents) {
        waiting.computeIfAbsent(streamArn, none -> new ArrayList<>()).addAll(0, parents);
    }

    private synchronized void end(String streamArn) {
        if (waiting.containsKey(streamArn)) {
            schedule.after(Duration.ZERO, () -> search(streamArn));
        } else {
            searched.remove(streamArn);
        }
    }

    private void search(String streamArn) throws InterruptedException {
        List<Parent> parents = take(streamArn);
        try {
            Optional<Listing> all = service.shards(streamArn, parents.size());
            for (Parent parent : parents) {
                if (all.isPresent()) {
                    parent.found(all.get().childrenOf(parent.shard().shardId()));
                } else {
                    schedule.after(Duration.ZERO, () -> searchAlone(parent));
                }
            }
            end(streamArn);
        } catch (SdkException e) {
            searchAgain(streamArn, parents, e);
        }
    }

    private void searchAlone(Parent parent) throws InterruptedException {
        try {
            parent.found(service.children(parent.shard()));
        } catch (SdkException e) {
            parent.notFound(e).ifPresent(wait -> schedule.after(wait, () -> begin(parent)));
        }
    }

    /** One parent counts the failure; the others wait with it, since their calls would not ease a throttled service. */
    private void searchAgain(String streamArn, List<Parent> parents, SdkException reason) throws InterruptedException {
        Optional<Duration> wait = parents.get(0).notFound(reason);
        putBack(streamArn, parents.subList(wait.isPresent() ? 0 : 1, parents.size()));
        schedule.after(wait.orElse(Duration.ZERO), () -> search(streamArn));
    }
}
