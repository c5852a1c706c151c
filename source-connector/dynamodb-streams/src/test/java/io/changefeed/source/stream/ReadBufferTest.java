/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.changefeed.event.Operation;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.record.ConvertedChange;
import io.changefeed.source.record.ConvertedEvent;
import io.changefeed.source.record.PageConversion;
import io.changefeed.source.stream.ReadResult.Page;
import io.changefeed.source.stream.ReadResult.ShardEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class ReadBufferTest {
    private static final Set<Thread.State> WAITING = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ReadBuffer buffer = new ReadBuffer(100);
    private final List<Thread> started = new ArrayList<>();

    @AfterEach
    void endThreads() {
        started.forEach(Thread::interrupt);
    }

    @Test
    void resultsArePolledInOrder() throws Exception {
        Page first = page("a", 1);
        Page second = page("b", 1);
        buffer.put(first);
        buffer.put(end("a"));
        buffer.put(second);

        assertThat(buffer.poll(Duration.ZERO)).containsExactly(first, end("a"), second);
        assertThat(buffer.poll(Duration.ZERO)).isEmpty();
    }

    @Test
    void pollReturnsAtMostItsShare() throws Exception {
        buffer.put(page("a", 60));
        buffer.put(page("b", 40));
        buffer.put(end("b"));
        buffer.put(page("c", 1));
        buffer.put(page("d", 1));

        assertThat(shards(buffer.poll(Duration.ZERO))).containsExactly("a", "b", "b");
        assertThat(shards(buffer.poll(Duration.ZERO))).containsExactly("c", "d");
    }

    @Test
    void pollReturnsAPageThatIsLargerThanItsShare() throws Exception {
        buffer.put(page("a", 1_000));
        buffer.put(page("b", 1));

        assertThat(shards(buffer.poll(Duration.ZERO))).containsExactly("a");
        assertThat(shards(buffer.poll(Duration.ZERO))).containsExactly("b");
    }

    @Test
    void resultWakesTheTask() throws Exception {
        CompletableFuture<List<ReadResult>> polled = new CompletableFuture<>();
        start(() -> polled.complete(buffer.poll(LONG)));
        awaitWaiting(polled);

        buffer.put(page("a", 1));

        assertThat(shards(polled.get(60, SECONDS))).containsExactly("a");
    }

    @Test
    void failureWakesTheTask() throws Exception {
        CompletableFuture<List<ReadResult>> polled = new CompletableFuture<>();
        start(() -> {
            try {
                polled.complete(buffer.poll(LONG));
            } catch (IllegalStateException e) {
                polled.completeExceptionally(e);
            }
        });
        awaitWaiting(polled);

        buffer.fail(new IllegalStateException("gone"));

        assertThatThrownBy(() -> polled.get(60, SECONDS)).hasRootCauseMessage("gone");
    }

    @Test
    void failureIsThrownAfterEarlierResultsAndOnEveryLaterPoll() throws Exception {
        buffer.put(page("a", 1));
        buffer.fail(new IllegalStateException("first"));
        buffer.fail(new IllegalStateException("second"));

        assertThat(shards(buffer.poll(LONG))).containsExactly("a");
        assertThatThrownBy(() -> buffer.poll(LONG)).hasMessage("first");
        assertThatThrownBy(() -> buffer.poll(Duration.ZERO)).hasMessage("first");
    }

    private interface Action {
        void run() throws InterruptedException;
    }

    private void start(Action action) {
        Thread thread = new Thread(() -> {
            try {
                action.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        started.add(thread);
        thread.start();
    }

    private void awaitWaiting(CompletableFuture<?> outcome) {
        Thread thread = started.get(started.size() - 1);
        await().atMost(LONG).until(() -> WAITING.contains(thread.getState()));
        assertThat(outcome).isNotDone();
    }

    private static List<String> shards(List<ReadResult> results) {
        return results.stream()
                .map(result -> result instanceof Page page ? page.shard() : ((ShardEnd) result).shard())
                .map(ShardRef::shardId)
                .toList();
    }

    private static Page page(String shard, long bytes) {
        ConvertedEvent event = new ConvertedEvent(
                shard,
                Operation.INSERT,
                0,
                SchemaAndValue.NULL,
                SchemaAndValue.NULL,
                Optional.empty(),
                Optional.empty());
        PageConversion changes = new PageConversion(List.of(new ConvertedChange("1", event)), Optional.empty());
        return new Page(ref(shard), changes, Instant.EPOCH, Allocations.of(bytes));
    }

    private static ShardEnd end(String shard) {
        return new ShardEnd(ref(shard), List.of(), Set.of());
    }

    private static ShardRef ref(String shard) {
        return new ShardRef(new Slot("arn:s", 0), shard);
    }
}
