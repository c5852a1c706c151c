/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.aws.response.RecordsResponse;
import io.changefeed.aws.response.ResponseBuffer;
import io.changefeed.aws.response.UntypedValue;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Shard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ShardFilter;
import software.amazon.awssdk.services.dynamodb.model.ShardFilterType;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Calls DynamoDB Streams. Exceptions of the SDK are propagated. */
public final class StreamClient {
    private static final Logger LOG = LoggerFactory.getLogger(StreamClient.class);

    /** The limit of DescribeStream per account (API Reference). A longer listing would be throttled. */
    private static final int MAX_LISTING_CALLS = 10;

    /** The largest limit of GetRecords (API Reference). */
    static final int MAX_RECORDS = 1000;

    private final DynamoDbStreamsClient client;
    private volatile boolean filterUnsupported;
    /** The number of calls that did not list all shards of a stream, by its ARN. */
    private final Map<String, Integer> insufficientCalls = new ConcurrentHashMap<>();

    public StreamClient(DynamoDbStreamsClient client) {
        this.client = client;
    }

    /**
     * The listing of a stream.
     *
     * @param enabled whether the stream still receives changes, so that a closed shard will have children
     * @param closed the ids of the shards that receive no more changes
     * @param created when the stream was created; empty if DynamoDB does not return it
     */
    public record Listing(boolean enabled, Optional<Instant> created, List<Shard> shards, Set<String> closed) {
        /** The same listing with only the children of this shard. */
        Listing childrenOf(String parent) {
            return new Listing(
                    enabled,
                    created,
                    shards.stream()
                            .filter(shard -> shard.parent().equals(Optional.of(parent)))
                            .toList(),
                    closed);
        }
    }

    /** The ARNs of all streams of the account and region, including those of deleted tables, 100 per call. */
    public List<String> streamArns() {
        List<String> arns = new ArrayList<>();
        ListStreamsRequest.Builder request = ListStreamsRequest.builder();
        while (true) {
            ListStreamsResponse page = client.listStreams(request.build());
            page.streams().forEach(stream -> arns.add(stream.streamArn()));
            if (page.lastEvaluatedStreamArn() == null) {
                return arns;
            }
            request.exclusiveStartStreamArn(page.lastEvaluatedStreamArn());
        }
    }

    /** Lists all shards of a stream, 100 per call. */
    public Listing shards(String streamArn) {
        return list(DescribeStreamRequest.builder().streamArn(streamArn));
    }

    /**
     * Lists all shards of a stream if that takes fewer calls than the filter, or if the filter is not supported; empty
     * otherwise.
     *
     * @param filterCalls the number of calls with the filter
     */
    Optional<Listing> shards(String streamArn, int filterCalls) {
        if (filterUnsupported && filterCalls > 0) {
            return Optional.of(shards(streamArn));
        }
        int maxCalls = Math.min(filterCalls - 1, MAX_LISTING_CALLS);
        if (maxCalls <= insufficientCalls.getOrDefault(streamArn, 0)) {
            return Optional.empty();
        }
        Optional<Listing> listing = list(DescribeStreamRequest.builder().streamArn(streamArn), maxCalls);
        if (listing.isEmpty()) {
            insufficientCalls.put(streamArn, maxCalls);
        }
        return listing;
    }

    /** The listed children of a shard. The listing may lag. */
    Listing children(ShardRef parent) {
        Listing listing = filterUnsupported ? shards(parent.streamArn()) : listWithFilter(parent);
        // An emulator that ignores the filter lists every shard of the stream.
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
        } catch (ResourceNotFoundException e) {
            // Either the parent has expired, and its children are listed, or the stream no longer exists.
            return shards(parent.streamArn());
        } catch (AwsServiceException e) {
            if (AwsErrorClassifier.isTransient(e)) {
                throw e;
            }
            return listWithoutFilter(parent, e);
        }
    }

    /**
     * Emulators refuse the filter with different errors. If it is not the filter that is refused, this call fails
     * too.
     */
    private Listing listWithoutFilter(ShardRef parent, AwsServiceException refusal) {
        Listing listing = shards(parent.streamArn());
        LOG.info(
                "The endpoint does not support the shard filter of DescribeStream; listing all shards instead ({})",
                refusal.getMessage());
        filterUnsupported = true;
        return listing;
    }

    private Listing list(DescribeStreamRequest.Builder request) {
        return list(request, Integer.MAX_VALUE).orElseThrow();
    }

    /** Empty when the listing needs more calls. */
    private Optional<Listing> list(DescribeStreamRequest.Builder request, int maxCalls) {
        List<Shard> shards = new ArrayList<>();
        Set<String> closed = new HashSet<>();
        for (int call = 0; call < maxCalls; call++) {
            StreamDescription page = client.describeStream(request.build()).streamDescription();
            page.shards().forEach(shard -> {
                shards.add(shard(shard));
                if (isClosed(shard)) {
                    closed.add(shard.shardId());
                }
            });
            if (page.lastEvaluatedShardId() == null) {
                boolean enabled =
                        page.streamStatus() == StreamStatus.ENABLED || page.streamStatus() == StreamStatus.ENABLING;
                return Optional.of(
                        new Listing(enabled, Optional.ofNullable(page.creationRequestDateTime()), shards, closed));
            }
            request.exclusiveStartShardId(page.lastEvaluatedShardId());
        }
        return Optional.empty();
    }

    private static Shard shard(software.amazon.awssdk.services.dynamodb.model.Shard listed) {
        return new Shard(listed.shardId(), Optional.ofNullable(listed.parentShardId()));
    }

    private static boolean isClosed(software.amazon.awssdk.services.dynamodb.model.Shard listed) {
        return listed.sequenceNumberRange() != null
                && listed.sequenceNumberRange().endingSequenceNumber() != null;
    }

    /** Whether a shard exists, listed or not. */
    public boolean exists(ShardRef shard) {
        try {
            iterator(shard, new Position.TrimHorizon());
            return true;
        } catch (ResourceNotFoundException e) {
            return false;
        }
    }

    /** Whether DynamoDB can continue at a position in an existing shard. A position that was trimmed is a gap. */
    public boolean isReadable(ShardRef shard, Position position) {
        try {
            iterator(shard, position);
            return true;
        } catch (TrimmedDataAccessException e) {
            return true;
        } catch (DynamoDbException e) {
            if (e.awsErrorDetails() != null
                    && "ValidationException".equals(e.awsErrorDetails().errorCode())) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Whether a shard is closed: after its last record, there is no further iterator. AWS documents this for iterators
     * of any type, but has no example with LATEST. The sign that it documents for listings is EndingSequenceNumber. A
     * listing of one shard does not exist, DescribeStream is limited to ten calls per second per account, and all
     * shards are checked after a start.
     */
    boolean isClosed(ShardRef shard) {
        String latest = client.getShardIterator(request -> request.streamArn(shard.streamArn())
                        .shardId(shard.shardId())
                        .shardIteratorType(ShardIteratorType.LATEST))
                .shardIterator();
        return records(latest, 1, UntypedValue.INVALID).nextIterator().isEmpty();
    }

    /** Gets an iterator at a position. It expires after 15 minutes. */
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

    /**
     * Gets the next page of at most 1 MB. It is valid until this thread reads the next page of any stream or table: its
     * images are not copied.
     *
     * @param limit the maximum number of records, at most {@link #MAX_RECORDS}
     * @param untyped what a value without a type means in images
     */
    RecordsResponse records(String iterator, int limit, UntypedValue untyped) {
        ResponseBuffer buffer = ResponseBuffer.ofThread();
        client.getRecords(
                request -> request.shardIterator(iterator).limit(limit).overrideConfiguration(buffer::receive));
        return RecordsResponse.parse(buffer.take(), untyped);
    }
}
