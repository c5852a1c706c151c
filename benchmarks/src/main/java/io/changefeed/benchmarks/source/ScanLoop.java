/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import io.changefeed.benchmarks.measure.Throughput;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Scans a table with the AWS SDK, with a thread for each segment, and only counts items: the minimum work of any
 * snapshot.
 */
final class ScanLoop implements AutoCloseable {
    private final DynamoDbClient client;
    private final String table;
    private final int segments;

    ScanLoop(URI endpoint, String table, int segments) {
        this.client = DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .build();
        this.table = table;
        this.segments = segments;
    }

    /** Reads the whole table. */
    Throughput read(int itemBytes) {
        ExecutorService pool = Executors.newFixedThreadPool(segments);
        try {
            List<Callable<Long>> scans = new ArrayList<>();
            for (int segment = 0; segment < segments; segment++) {
                int number = segment;
                scans.add(() -> count(number));
            }
            long start = System.nanoTime();
            long items = 0;
            for (Future<Long> scan : pool.invokeAll(scans)) {
                items += scan.get();
            }
            return new Throughput(items, items * itemBytes, Duration.ofNanos(System.nanoTime() - start));
        } catch (ExecutionException e) {
            throw new IllegalStateException("scanning the simulator failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while scanning the simulator", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private long count(int segment) {
        long items = 0;
        for (ScanResponse page : client.scanPaginator(request -> request.tableName(table)
                .segment(segment)
                .totalSegments(segments)
                .consistentRead(true))) {
            items += page.count();
        }
        return items;
    }

    @Override
    public void close() {
        client.close();
    }
}
