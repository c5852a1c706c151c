/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import static io.changefeed.simulator.Items.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.dynamodb.model.ShardIteratorType.AFTER_SEQUENCE_NUMBER;
import static software.amazon.awssdk.services.dynamodb.model.ShardIteratorType.AT_SEQUENCE_NUMBER;
import static software.amazon.awssdk.services.dynamodb.model.ShardIteratorType.LATEST;

import io.changefeed.simulator.stream.IteratorType;
import io.changefeed.simulator.stream.Reading;
import io.changefeed.simulator.stream.Reading.ShardEnd;
import io.changefeed.simulator.table.Oracle.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

class StreamReadingTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private int revision;

    @Test
    void lastPageHasTheNullIterator() {
        String shard = stage.shard();
        stage.orders.put(item("a", 1));
        stage.orders.rotate(shard);

        GetRecordsResponse page = stage.read(stage.trimHorizon(shard));

        assertThat(page.records()).hasSize(1);
        assertThat(page.nextShardIterator()).isNull();
    }

    @Test
    void nullIteratorCanComeOnAnEmptyPage() {
        stage.orders.reading(Reading.DEFAULT.withShardEnd(ShardEnd.ON_EMPTY_PAGE));
        String shard = stage.shard();
        stage.orders.put(item("a", 1));
        stage.orders.rotate(shard);

        GetRecordsResponse first = stage.read(stage.trimHorizon(shard));
        GetRecordsResponse second = stage.read(first.nextShardIterator());

        assertThat(first.records()).hasSize(1);
        assertThat(second.records()).isEmpty();
        assertThat(second.nextShardIterator()).isNull();
    }

    @Test
    void emptyPageOfAnOpenShardIsNotItsEnd() {
        GetRecordsResponse page = stage.read(stage.trimHorizon(stage.shard()));

        assertThat(page.records()).isEmpty();
        assertThat(page.nextShardIterator()).isNotNull();
    }

    @Test
    void pageHasAtMostAThousandRecords() {
        write(1001);

        GetRecordsResponse first = stage.read(stage.trimHorizon(stage.shard()));
        GetRecordsResponse second = stage.read(first.nextShardIterator());

        assertThat(first.records()).hasSize(1000);
        assertThat(second.records()).hasSize(1);
    }

    @Test
    void pageHasAtMostOneMegabyte() {
        for (int i = 0; i < 3; i++) {
            stage.orders.put(Items.sized("item-" + i, 400_000));
        }

        assertThat(stage.read(stage.trimHorizon(stage.shard())).records()).hasSize(2);
    }

    @Test
    void limitMakesPagesSmaller() {
        write(5);
        String iterator = stage.trimHorizon(stage.shard());

        assertThat(stage.streams
                        .getRecords(r -> r.shardIterator(iterator).limit(2))
                        .records())
                .hasSize(2);
        assertRefused(
                () -> stage.streams.getRecords(r -> r.shardIterator(iterator).limit(1001)), "ValidationException");
    }

    @Test
    void emptyPagesCanPrecedeRecords() {
        stage.orders.reading(Reading.DEFAULT.withEmptyPages(2));
        write(1);

        List<Integer> sizes = new ArrayList<>();
        String iterator = stage.trimHorizon(stage.shard());
        for (int i = 0; i < 3; i++) {
            GetRecordsResponse page = stage.read(iterator);
            sizes.add(page.records().size());
            iterator = page.nextShardIterator();
        }

        assertThat(sizes).containsExactly(0, 0, 1);
        assertThat(stage.orders.report().emptyPages()).isEqualTo(2);
    }

    @Test
    void latestStartsAfterExistingRecords() {
        write(3);
        String iterator = stage.iterator(stage.shard(), LATEST);
        Written later = stage.orders.put(item("later", 1)).orElseThrow();

        assertThat(stage.read(iterator).records()).extracting(Record::eventID).containsExactly(later.eventId());
    }

    @Test
    void iteratorsStartAtOrAfterASequenceNumber() {
        List<String> numbers = write(3);

        assertThat(numbers(stage.iterator(stage.shard(), AT_SEQUENCE_NUMBER, numbers.get(1))))
                .containsExactly(numbers.get(1), numbers.get(2));
        assertThat(numbers(stage.iterator(stage.shard(), AFTER_SEQUENCE_NUMBER, numbers.get(1))))
                .containsExactly(numbers.get(2));
        assertThat(numbers(stage.iterator(stage.shard(), AFTER_SEQUENCE_NUMBER, numbers.get(2))))
                .isEmpty();
    }

    @Test
    void nullIteratorFollowsTheEndingSequenceNumber() {
        String shard = stage.shard();
        write(1);
        stage.orders.rotate(shard);
        String ending = stage.orders.report().shards().get(0).ending().orElseThrow();

        assertThat(stage.read(stage.iterator(shard, AFTER_SEQUENCE_NUMBER, ending))
                        .nextShardIterator())
                .isNull();
    }

    @Test
    void sequenceNumbersOutsideTheShardAreInvalid() {
        write(1);

        for (String number : List.of("1", "9".repeat(30), "abc")) {
            assertRefused(() -> stage.iterator(stage.shard(), AT_SEQUENCE_NUMBER, number), "ValidationException");
        }
        assertRefused(() -> stage.iterator(stage.shard(), AT_SEQUENCE_NUMBER), "ValidationException");
        assertRefused(() -> stage.read("nonsense"), "ValidationException");
        assertRefused(() -> stage.streams.describeStream(r -> r.streamArn("orders")), "ValidationException");
    }

    @Test
    void iteratorAtTrimmedSequenceNumberIsRejected() {
        List<String> numbers = write(3);
        stage.orders.trimOldest(stage.shard(), 2);

        assertThatThrownBy(() -> stage.iterator(stage.shard(), AFTER_SEQUENCE_NUMBER, numbers.get(1)))
                .isInstanceOf(TrimmedDataAccessException.class);
        assertThat(numbers(stage.iterator(stage.shard(), AT_SEQUENCE_NUMBER, numbers.get(2))))
                .containsExactly(numbers.get(2));
        assertThat(numbers(stage.trimHorizon(stage.shard()))).containsExactly(numbers.get(2));
    }

    @Test
    void iteratorSkipsRecordsTrimmedMeanwhile() {
        write(2);
        String iterator = stage.trimHorizon(stage.shard());
        stage.orders.trimOldest(stage.shard(), 1);

        assertThatThrownBy(() -> stage.read(iterator)).isInstanceOf(TrimmedDataAccessException.class);
    }

    @Test
    void recordsAreTrimmedAfterADay() {
        write(2);
        stage.simulator.advance(Duration.ofHours(25));
        List<String> later = write(1);

        assertThat(numbers(stage.trimHorizon(stage.shard()))).isEqualTo(later);
    }

    @Test
    void closedShardExpiresAfterADay() {
        String shard = stage.shard();
        write(1);
        stage.orders.rotate(shard);
        stage.simulator.advance(Duration.ofHours(25));

        assertThatThrownBy(() -> stage.trimHorizon(shard)).isInstanceOf(ResourceNotFoundException.class);
        assertThat(stage.describe().shards())
                .singleElement()
                .satisfies(child -> assertThat(child.parentShardId()).isEqualTo(shard));
    }

    @Test
    void iteratorsExpireAfterAQuarterOfAnHour() {
        String iterator = stage.trimHorizon(stage.shard());
        stage.simulator.advance(Duration.ofMinutes(14));
        String next = stage.read(iterator).nextShardIterator();
        stage.simulator.advance(Duration.ofMinutes(2));

        assertThatThrownBy(() -> stage.read(iterator)).isInstanceOf(ExpiredIteratorException.class);
        assertThat(stage.read(next).nextShardIterator()).isNotNull();
    }

    @Test
    void iteratorsExpireOnDemand() {
        String iterator = stage.trimHorizon(stage.shard());
        stage.orders.expireIterators();

        assertThatThrownBy(() -> stage.read(iterator)).isInstanceOf(ExpiredIteratorException.class);
        assertThat(stage.read(stage.trimHorizon(stage.shard())).records()).isEmpty();
    }

    @Test
    void shardHasAtMostTwoReaders() {
        stage.orders.reading(Reading.DEFAULT.withReaders(2, Duration.ofMinutes(5)));
        String first = stage.trimHorizon(stage.shard());
        String second = stage.trimHorizon(stage.shard());
        String third = stage.trimHorizon(stage.shard());
        stage.read(first);
        stage.read(second);

        assertThatThrownBy(() -> stage.read(third)).isInstanceOf(LimitExceededException.class);
        assertThat(stage.read(first).nextShardIterator()).isNotNull();
        stage.simulator.advance(Duration.ofMinutes(6));
        assertThat(stage.read(third).nextShardIterator()).isNotNull();
        assertThat(stage.orders.report().shards().get(0).peakReaders()).isEqualTo(2);
    }

    @Test
    void readerWithNewIteratorsCountsOnce() {
        for (int i = 0; i < 4; i++) {
            stage.read(stage.trimHorizon(stage.shard()));
        }

        assertThat(stage.orders.report().shards().get(0).peakReaders()).isEqualTo(1);
    }

    @Test
    void everyReadIsCounted() {
        write(2);
        numbers(stage.trimHorizon(stage.shard()));
        numbers(stage.iterator(stage.shard(), LATEST));
        numbers(stage.trimHorizon(stage.shard()));

        assertThat(stage.orders.report().shards().get(0)).satisfies(shard -> {
            assertThat(shard.iterators())
                    .containsEntry(IteratorType.TRIM_HORIZON, 2)
                    .containsEntry(IteratorType.LATEST, 1);
            assertThat(shard.pages()).isEqualTo(3);
            assertThat(shard.emptyPages()).isEqualTo(1);
            assertThat(shard.served()).isEqualTo(2);
            assertThat(shard.servedAgain()).isEqualTo(2);
        });
    }

    @Test
    void childOpenedBeforeTheParentsEndIsReported() {
        String parent = stage.shard();
        String child = stage.orders.rotate(parent);
        stage.trimHorizon(child);

        assertThat(stage.orders.report().openedBeforeTheirParentsEnd())
                .singleElement()
                .satisfies(shard -> assertThat(shard.id()).isEqualTo(child));
    }

    @Test
    void childOpenedAfterTheParentsEndIsNotReported() {
        String parent = stage.shard();
        String child = stage.orders.rotate(parent);
        stage.read(stage.trimHorizon(parent));
        stage.trimHorizon(child);

        assertThat(stage.orders.report().openedBeforeTheirParentsEnd()).isEmpty();
    }

    @Test
    void preparedRecordsAreDistinctAndInOrder() {
        stage.orders.fill(2_500, 10, 100);

        List<Record> records = new ArrayList<>();
        String iterator = stage.trimHorizon(stage.shard());
        for (int i = 0; i < 3; i++) {
            GetRecordsResponse page = stage.read(iterator);
            records.addAll(page.records());
            iterator = page.nextShardIterator();
        }

        assertThat(records).hasSize(2_500);
        assertThat(records).extracting(Record::eventID).doesNotHaveDuplicates();
        assertThat(records)
                .extracting(r -> r.dynamodb().sequenceNumber())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(records.stream().map(r -> r.dynamodb().keys()).distinct()).hasSize(10);
    }

    private List<String> write(int items) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            numbers.add(stage.orders
                    .put(item("item-" + i, revision++))
                    .orElseThrow()
                    .sequenceNumber());
        }
        return numbers;
    }

    private List<String> numbers(String iterator) {
        return stage.read(iterator).records().stream()
                .map(record -> record.dynamodb().sequenceNumber())
                .toList();
    }

    private static void assertRefused(ThrowingCallable call, String error) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(error));
    }
}
