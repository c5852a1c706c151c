/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.aws.response.ResponseCapture;
import io.changefeed.event.ViewType;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.record.ConvertedChange;
import io.changefeed.source.record.SdkJson;
import io.changefeed.source.record.StreamPageConverter;
import io.changefeed.source.record.StreamRecords;
import io.changefeed.source.stream.ReadResult.Page;
import io.changefeed.source.stream.ReadResult.ShardEnd;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Responses of GetRecords that end early without an error of the connection. Time is virtual. */
@Timeout(120)
class CutResponsesTest {
    private static final byte[] PAGE = SdkJson.response(
            List.of(StreamRecords.modify(ViewType.NEW_AND_OLD_IMAGES, 1), StreamRecords.remove(ViewType.KEYS_ONLY, 2)));

    /** The last page of a shard, once for each of its bytes and then completely. */
    private static final class CutPages implements SdkHttpClient {
        private int calls;

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            boolean isPage = request.httpRequest()
                    .firstMatchingHeader("X-Amz-Target")
                    .filter(target -> target.endsWith("GetRecords"))
                    .isPresent();
            byte[] body = isPage ? Arrays.copyOf(PAGE, calls++) : "{\"ShardIterator\":\"any\"}".getBytes(UTF_8);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder().statusCode(200).build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }

    private final CutPages http = new CutPages();
    private final Queue<Runnable> steps = new ArrayDeque<>();
    private final ReadBuffer buffer = new ReadBuffer(Long.MAX_VALUE);

    private void schedule(Duration delay, Duration tolerance, Runnable step) {
        steps.add(step);
    }

    private void start() {
        StreamClient streams = new StreamClient(DynamoDbStreamsClient.builder()
                .httpClient(http)
                .endpointOverride(URI.create("http://localhost"))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(client -> client.addExecutionInterceptor(new ResponseCapture())
                        .retryStrategy(retries -> retries.maxAttempts(1).build()))
                .build());
        TableMetrics metrics = new TableMetrics(Duration.ofSeconds(1));
        metrics.lag().shardOpened(StreamRecords.SHARD, Optional.empty(), StreamRecords.CHANGED);
        Clock clock = Clock.systemUTC();
        SourceConfig config = new SourceConfig(Map.of("tables", "orders", "topic.prefix", "shop"));
        new ShardReader(
                        new ShardRef(new Slot(StreamRecords.table().streamArn(), 0), StreamRecords.SHARD),
                        new Position.TrimHorizon(),
                        false,
                        new StreamPageConverter(StreamRecords.table(), config, clock),
                        streams,
                        new ChildShardLookup(streams, this::schedule),
                        new PageLimit(new HeapBudget(1 << 20), new PageLimit.Weights(), StreamClient.MAX_RECORDS),
                        buffer,
                        this::schedule,
                        new ShardPacing(Duration.ofSeconds(1), false, clock.instant()),
                        new PollBackoff(Duration.ofSeconds(1), Duration.ofHours(1), clock),
                        metrics)
                .start();
    }

    @Test
    void pageThatIsCutAtAnyByteIsReadAgainAndNeverEndsTheShard() throws InterruptedException {
        start();
        List<ReadResult> results = new ArrayList<>();
        while (results.isEmpty()) {
            steps.remove().run();
            results.addAll(buffer.poll(Duration.ZERO));
        }

        assertThat(http.calls).as("calls").isEqualTo(PAGE.length + 1);
        assertThat(results).hasSize(1).noneMatch(ShardEnd.class::isInstance);
        assertThat(((Page) results.get(0)).conversion().changes())
                .extracting(ConvertedChange::sequenceNumber)
                .containsExactly("1", "2");
    }
}
