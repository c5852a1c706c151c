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
    final SimulatorFixture fixture = new SimulatorFixture();

    private int revision;

    @Test
    void lastPageHasANullIterator() {
        String shard = fixture.shard();
        fixture.orders.put(item("a", 1));
        fixture.orders.rotate(shard);

        GetRecordsResponse page = fixture.read(fixture.trimHorizon(shard));

        assertThat(page.records()).hasSize(1);
        assertThat(page.nextShardIterator()).isNull();
    }

    @Test
    void nullIteratorCanBeOnAnEmptyPage() {
        fixture.orders.reading(Reading.DEFAULT.withShardEnd(ShardEnd.ON_EMPTY_PAGE));
        String shard = fixture.shard();
        fixture.orders.put(item("a", 1));
        fixture.orders.rotate(shard);

        GetRecordsResponse first = fixture.read(fixture.trimHorizon(shard));
        GetRecordsResponse second = fixture.read(first.nextShardIterator());

        assertThat(first.records()).hasSize(1);
        assertThat(second.records()).isEmpty();
        assertThat(second.nextShardIterator()).isNull();
    }

    @Test
    void emptyPageOfAnOpenShardIsNotItsEnd() {
        GetRecordsResponse page = fixture.read(fixture.trimHorizon(fixture.shard()));

        assertThat(page.records()).isEmpty();
        assertThat(page.nextShardIterator()).isNotNull();
    }

    @Test
    void pageHasAtMostAThousandRecords() {
        write(1001);

        GetRecordsResponse first = fixture.read(fixture.trimHorizon(fixture.shard()));
        GetRecordsResponse second = fixture.read(first.nextShardIterator());

        assertThat(first.records()).hasSize(1000);
        assertThat(second.records()).hasSize(1);
    }

    @Test
    void pageHasAtMostOneMegabyte() {
        for (int i = 0; i < 3; i++) {
            fixture.orders.put(Items.sized("item-" + i, 400_000));
        }

        assertThat(fixture.read(fixture.trimHorizon(fixture.shard())).records()).hasSize(2);
    }

    @Test
    void limitMakesPagesSmaller() {
        write(5);
        String iterator = fixture.trimHorizon(fixture.shard());

        assertThat(fixture.streams
                        .getRecords(r -> r.shardIterator(iterator).limit(2))
                        .records())
                .hasSize(2);
        assertRejected(
                () -> fixture.streams.getRecords(r -> r.shardIterator(iterator).limit(1001)), "ValidationException");
    }

    @Test
    void emptyPagesCanPrecedeRecords() {
        fixture.orders.reading(Reading.DEFAULT.withEmptyPages(2));
        write(1);

        List<Integer> sizes = new ArrayList<>();
        String iterator = fixture.trimHorizon(fixture.shard());
        for (int i = 0; i < 3; i++) {
            GetRecordsResponse page = fixture.read(iterator);
            sizes.add(page.records().size());
            iterator = page.nextShardIterator();
        }

        assertThat(sizes).containsExactly(0, 0, 1);
        assertThat(fixture.orders.report().emptyPages()).isEqualTo(2);
    }

    @Test
    void latestStartsAfterExistingRecords() {
        write(3);
        String iterator = fixture.iterator(fixture.shard(), LATEST);
        Written later = fixture.orders.put(item("later", 1)).orElseThrow();

        assertThat(fixture.read(iterator).records()).extracting(Record::eventID).containsExactly(later.eventId());
    }

    @Test
    void iteratorsStartAtOrAfterASequenceNumber() {
        List<String> numbers = write(3);

        assertThat(numbers(fixture.iterator(fixture.shard(), AT_SEQUENCE_NUMBER, numbers.get(1))))
                .containsExactly(numbers.get(1), numbers.get(2));
        assertThat(numbers(fixture.iterator(fixture.shard(), AFTER_SEQUENCE_NUMBER, numbers.get(1))))
                .containsExactly(numbers.get(2));
        assertThat(numbers(fixture.iterator(fixture.shard(), AFTER_SEQUENCE_NUMBER, numbers.get(2))))
                .isEmpty();
    }

    @Test
    void nullIteratorFollowsTheEndingSequenceNumber() {
        String shard = fixture.shard();
        write(1);
        fixture.orders.rotate(shard);
        String ending = fixture.orders.report().shards().get(0).ending().orElseThrow();

        assertThat(fixture.read(fixture.iterator(shard, AFTER_SEQUENCE_NUMBER, ending))
                        .nextShardIterator())
                .isNull();
    }

    @Test
    void sequenceNumbersOutsideTheShardAreInvalid() {
        write(1);

        for (String number : List.of("1", "9".repeat(30), "abc")) {
            assertRejected(() -> fixture.iterator(fixture.shard(), AT_SEQUENCE_NUMBER, number), "ValidationException");
        }
        assertRejected(() -> fixture.iterator(fixture.shard(), AT_SEQUENCE_NUMBER), "ValidationException");
        assertRejected(() -> fixture.read("nonsense"), "ValidationException");
        assertRejected(() -> fixture.streams.describeStream(r -> r.streamArn("orders")), "ValidationException");
    }

    @Test
    void iteratorAtTrimmedSequenceNumberIsRejected() {
        List<String> numbers = write(3);
        fixture.orders.trimOldest(fixture.shard(), 2);

        assertThatThrownBy(() -> fixture.iterator(fixture.shard(), AFTER_SEQUENCE_NUMBER, numbers.get(1)))
                .isInstanceOf(TrimmedDataAccessException.class);
        assertThat(numbers(fixture.iterator(fixture.shard(), AT_SEQUENCE_NUMBER, numbers.get(2))))
                .containsExactly(numbers.get(2));
        assertThat(numbers(fixture.trimHorizon(fixture.shard()))).containsExactly(numbers.get(2));
    }

    @Test
    void iteratorFailsIfItsRecordsWereTrimmed() {
        write(2);
        String iterator = fixture.trimHorizon(fixture.shard());
        fixture.orders.trimOldest(fixture.shard(), 1);

        assertThatThrownBy(() -> fixture.read(iterator)).isInstanceOf(TrimmedDataAccessException.class);
    }

    @Test
    void recordsAreTrimmedAfterADay() {
        write(2);
        fixture.simulator.advance(Duration.ofHours(25));
        List<String> later = write(1);

        assertThat(numbers(fixture.trimHorizon(fixture.shard()))).isEqualTo(later);
    }

    @Test
    void closedShardExpiresAfterADay() {
        String shard = fixture.shard();
        write(1);
        fixture.orders.rotate(shard);
        fixture.simulator.advance(Duration.ofHours(25));

        assertThatThrownBy(() -> fixture.trimHorizon(shard)).isInstanceOf(ResourceNotFoundException.class);
        assertThat(fixture.describe().shards())
                .singleElement()
                .satisfies(child -> assertThat(child.parentShardId()).isEqualTo(shard));
    }

    @Test
    void iteratorsExpireAfterAQuarterOfAnHour() {
        String iterator = fixture.trimHorizon(fixture.shard());
        fixture.simulator.advance(Duration.ofMinutes(14));
        String next = fixture.read(iterator).nextShardIterator();
        fixture.simulator.advance(Duration.ofMinutes(2));

        assertThatThrownBy(() -> fixture.read(iterator)).isInstanceOf(ExpiredIteratorException.class);
        assertThat(fixture.read(next).nextShardIterator()).isNotNull();
    }

    @Test
    void iteratorsExpireOnDemand() {
        String iterator = fixture.trimHorizon(fixture.shard());
        fixture.orders.expireIterators();

        assertThatThrownBy(() -> fixture.read(iterator)).isInstanceOf(ExpiredIteratorException.class);
        assertThat(fixture.read(fixture.trimHorizon(fixture.shard())).records()).isEmpty();
    }

    @Test
    void shardHasAtMostTwoReaders() {
        fixture.orders.reading(Reading.DEFAULT.withReaders(2, Duration.ofMinutes(5)));
        String first = fixture.trimHorizon(fixture.shard());
        String second = fixture.trimHorizon(fixture.shard());
        String third = fixture.trimHorizon(fixture.shard());
        fixture.read(first);
        fixture.read(second);

        assertThatThrownBy(() -> fixture.read(third)).isInstanceOf(LimitExceededException.class);
        assertThat(fixture.read(first).nextShardIterator()).isNotNull();
        fixture.simulator.advance(Duration.ofMinutes(6));
        assertThat(fixture.read(third).nextShardIterator()).isNotNull();
        assertThat(fixture.orders.report().shards().get(0).peakReaders()).isEqualTo(2);
    }

    @Test
    void readerWithNewIteratorsCountsOnce() {
        for (int i = 0; i < 4; i++) {
            fixture.read(fixture.trimHorizon(fixture.shard()));
        }

        assertThat(fixture.orders.report().shards().get(0).peakReaders()).isEqualTo(1);
    }

    @Test
    void everyReadIsCounted() {
        write(2);
        numbers(fixture.trimHorizon(fixture.shard()));
        numbers(fixture.iterator(fixture.shard(), LATEST));
        numbers(fixture.trimHorizon(fixture.shard()));

        assertThat(fixture.orders.report().shards().get(0)).satisfies(shard -> {
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
        String parent = fixture.shard();
        String child = fixture.orders.rotate(parent);
        fixture.trimHorizon(child);

        assertThat(fixture.orders.report().openedBeforeTheirParentsEnd())
                .singleElement()
                .satisfies(shard -> assertThat(shard.id()).isEqualTo(child));
    }

    @Test
    void childOpenedAfterTheParentsEndIsNotReported() {
        String parent = fixture.shard();
        String child = fixture.orders.rotate(parent);
        fixture.read(fixture.trimHorizon(parent));
        fixture.trimHorizon(child);

        assertThat(fixture.orders.report().openedBeforeTheirParentsEnd()).isEmpty();
    }

    @Test
    void preparedRecordsAreDistinctAndInOrder() {
        fixture.orders.fill(2_500, 10, 100);

        List<Record> records = new ArrayList<>();
        String iterator = fixture.trimHorizon(fixture.shard());
        for (int i = 0; i < 3; i++) {
            GetRecordsResponse page = fixture.read(iterator);
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
            numbers.add(fixture.orders
                    .put(item("item-" + i, revision++))
                    .orElseThrow()
                    .sequenceNumber());
        }
        return numbers;
    }

    private List<String> numbers(String iterator) {
        return fixture.read(iterator).records().stream()
                .map(record -> record.dynamodb().sequenceNumber())
                .toList();
    }

    private static void assertRejected(ThrowingCallable call, String error) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(error));
    }
}
