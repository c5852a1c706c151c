/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import io.changefeed.benchmarks.measure.Throughput;
import io.changefeed.benchmarks.source.PageSource.Caller;
import io.changefeed.benchmarks.source.PageSource.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Reads shards from the beginning and only counts records. */
final class ReadLoop {
    private final DynamoDbStreamsClient client;
    private final String streamArn;
    private final List<String> shards;
    private final int threads;

    /** @param threads the number of threads that share the shards; each requests one page at a time */
    ReadLoop(DynamoDbStreamsClient client, String streamArn, List<String> shards, int threads) {
        this.client = client;
        this.streamArn = streamArn;
        this.shards = List.copyOf(shards);
        this.threads = Math.min(threads, shards.size());
    }

    /** Reads up to this number of pages of each shard. */
    Throughput read(PageSource source, int pages) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Page>> readings = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                readings.add(() -> readShards(source.caller(), first, pages));
            }
            long start = System.nanoTime();
            long records = 0;
            long bytes = 0;
            for (Future<Page> reading : pool.invokeAll(readings)) {
                records += reading.get().records();
                bytes += reading.get().bytes();
            }
            return new Throughput(records, bytes, Duration.ofNanos(System.nanoTime() - start));
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading the simulator failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading the simulator", e);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Reads every n-th shard, for n threads, and returns the sum of their pages. */
    private Page readShards(Caller caller, int first, int pages) throws IOException {
        long records = 0;
        long bytes = 0;
        for (int shard = first; shard < shards.size(); shard += threads) {
            Optional<String> iterator = Optional.of(beginning(shards.get(shard)));
            for (int page = 0; page < pages && iterator.isPresent(); page++) {
                Page read = caller.page(iterator.get());
                records += read.records();
                bytes += read.bytes();
                iterator = read.next();
            }
        }
        return new Page(records, bytes, Optional.empty());
    }

    private String beginning(String shard) {
        return client.getShardIterator(request ->
                        request.streamArn(streamArn).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
    }
}
