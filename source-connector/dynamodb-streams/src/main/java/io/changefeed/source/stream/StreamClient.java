/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Shard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ShardFilter;
import software.amazon.awssdk.services.dynamodb.model.ShardFilterType;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The only place that talks to DynamoDB Streams. It decides nothing: the SDK's exceptions go to the caller. */
public final class StreamClient {
    private static final Logger LOG = LoggerFactory.getLogger(StreamClient.class);

    /** Of DescribeStream, per account (API Reference). A longer listing would be throttled before its end. */
    private static final int CALLS_A_SECOND = 10;

    private final DynamoDbStreamsClient client;
    private volatile boolean filterRefused;
    /** How many calls are known not to list all shards of a stream, by its ARN. */
    private final Map<String, Integer> longerThan = new ConcurrentHashMap<>();

    public StreamClient(DynamoDbStreamsClient client) {
        this.client = client;
    }

    /**
     * What a listing shows of a stream.
     *
     * @param enabled whether the stream still takes changes, so that a finished shard will have children
     * @param created when the stream was made, where DynamoDB says so
     */
    public record Listing(boolean enabled, Optional<Instant> created, List<Shard> shards) {
        /** The same, with the children of this shard alone. */
        Listing childrenOf(String parent) {
            return new Listing(
                    enabled,
                    created,
                    shards.stream()
                            .filter(shard -> shard.parent().equals(Optional.of(parent)))
                            .toList());
        }
    }

    /** All shards of a stream; 100 a call. */
    public Listing shards(String streamArn) {
        return list(DescribeStreamRequest.builder().streamArn(streamArn));
    }

    /**
     * All shards of a stream, where few calls list them or the filter is refused; empty otherwise.
     *
     * @param calls to ask with the filter instead; listing makes fewer
     */
    Optional<Listing> shards(String streamArn, int calls) {
        if (filterRefused && calls > 0) {
            return Optional.of(shards(streamArn));
        }
        int most = Math.min(calls - 1, CALLS_A_SECOND);
        if (most <= longerThan.getOrDefault(streamArn, 0)) {
            return Optional.empty();
        }
        Optional<Listing> listing = list(DescribeStreamRequest.builder().streamArn(streamArn), most);
        if (listing.isEmpty()) {
            longerThan.put(streamArn, most);
        }
        return listing;
    }

    /** The children of a shard, as far as DynamoDB lists them yet. */
    Listing children(ShardRef parent) {
        Listing listing = filterRefused ? shards(parent.streamArn()) : listWithFilter(parent);
        // An emulator that does not know the filter lists every shard of the stream.
        return listing.childrenOf(parent.shardId());
    }

    private Listing listWithFilter(ShardRef parent) {
        try {
            return list(DescribeStreamRequest.builder()
                    .streamArn(parent.streamArn())
                    .shardFilter(ShardFilter.builder()
                            .type(ShardFilterType.CHILD_SHARDS)
                            .shardId(parent.shardId())
                            .build()));
        } catch (AwsServiceException e) {
            if (e.awsErrorDetails() == null
                    || !"ValidationException".equals(e.awsErrorDetails().errorCode())) {
                throw e;
            }
            LOG.info("DescribeStream does not accept a shard filter here; listing all shards instead", e);
            filterRefused = true;
            return shards(parent.streamArn());
        }
    }

    private Listing list(DescribeStreamRequest.Builder request) {
        return list(request, Integer.MAX_VALUE).orElseThrow();
    }

    /** Empty when so many calls do not reach the listing's end. */
    private Optional<Listing> list(DescribeStreamRequest.Builder request, int maxCalls) {
        List<Shard> shards = new ArrayList<>();
        for (int call = 0; call < maxCalls; call++) {
            StreamDescription page = client.describeStream(request.build()).streamDescription();
            page.shards().forEach(shard -> shards.add(shard(shard)));
            if (page.lastEvaluatedShardId() == null) {
                boolean enabled =
                        page.streamStatus() == StreamStatus.ENABLED || page.streamStatus() == StreamStatus.ENABLING;
                return Optional.of(new Listing(enabled, Optional.ofNullable(page.creationRequestDateTime()), shards));
            }
            request.exclusiveStartShardId(page.lastEvaluatedShardId());
        }
        return Optional.empty();
    }

    private static Shard shard(software.amazon.awssdk.services.dynamodb.model.Shard listed) {
        return new Shard(listed.shardId(), Optional.ofNullable(listed.parentShardId()));
    }

    /** Whether DynamoDB still has a shard, listed or not. */
    public boolean has(ShardRef shard) {
        try {
            iterator(shard, new Position.TrimHorizon());
            return true;
        } catch (ResourceNotFoundException e) {
            return false;
        }
    }

    /** An iterator at a position; it expires after 15 minutes. */
    String iterator(ShardRef shard, Position position) {
        GetShardIteratorRequest.Builder request =
                GetShardIteratorRequest.builder().streamArn(shard.streamArn()).shardId(shard.shardId());
        if (position instanceof Position.After after) {
            request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER).sequenceNumber(after.sequenceNumber());
        } else {
            request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
        }
        return client.getShardIterator(request.build()).shardIterator();
    }

    /** The next page: at most 1000 records or 1 MB. A null iterator in it, and nothing else, is the shard's end. */
    GetRecordsResponse records(String iterator) {
        return client.getRecords(request -> request.shardIterator(iterator));
    }
}
