/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.ServiceException;
import io.changefeed.simulator.stream.Reading.ShardEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Implements GetShardIterator and GetRecords for the shards of a stream, as the script configures them. */
final class ShardReader {
    private final String streamArn;
    private final ShardForest forest;
    private final StreamContext context;
    private Reading reading = Reading.DEFAULT;
    private int epoch;

    ShardReader(String streamArn, ShardForest forest, StreamContext context) {
        this.streamArn = streamArn;
        this.forest = forest;
        this.context = context;
    }

    Reading reading() {
        return reading;
    }

    void setReading(Reading newReading) {
        reading = newReading;
    }

    /** Expires all iterators issued so far. */
    void expireIterators() {
        epoch++;
    }

    ShardIterator iterator(String shardId, IteratorType type, Optional<SequenceNumber> number) {
        Shard shard = readable(shardId);
        int index = startIndex(shard, type, number);
        long logicalTime = context.logicalClock().getAsLong();
        shard.readers().recordIterator(type, logicalTime);
        return new ShardIterator(streamArn, shardId, index, 0, logicalTime, epoch, now());
    }

    private static int startIndex(Shard shard, IteratorType type, Optional<SequenceNumber> number) {
        return switch (type) {
            case TRIM_HORIZON -> shard.trimmed();
            case LATEST -> shard.size();
            case AT_SEQUENCE_NUMBER -> shard.indexFrom(within(shard, number));
            case AFTER_SEQUENCE_NUMBER -> shard.indexFrom(within(shard, number).plus(1));
        };
    }

    private static SequenceNumber within(Shard shard, Optional<SequenceNumber> given) {
        SequenceNumber number = given.orElseThrow(
                () -> ServiceException.invalid("SequenceNumber is required for this ShardIteratorType"));
        if (shard.trimmed() > 0
                && number.compareTo(shard.record(shard.trimmed() - 1).sequenceNumber()) <= 0) {
            throw trimmed();
        }
        SequenceNumber tip = shard.ending()
                .orElseGet(() -> shard.size() == 0
                        ? shard.starting()
                        : shard.record(shard.size() - 1).sequenceNumber());
        if (number.compareTo(shard.starting()) < 0 || number.compareTo(tip) > 0) {
            throw ServiceException.invalid("Invalid SequenceNumber: " + number + " is not in " + shard.id());
        }
        return number;
    }

    Page page(ShardIterator iterator, int limit) {
        if (iterator.epoch() != epoch
                || iterator.issued().plus(reading.iteratorLifetime()).isBefore(now())) {
            throw new ServiceException(
                    ErrorType.EXPIRED_ITERATOR, "The shard iterator has expired: get a new one for the shard");
        }
        Shard shard = readable(iterator.shardId());
        if (iterator.index() < shard.trimmed()) {
            throw trimmed();
        }
        shard.readers()
                .admit(
                        iterator.reader(),
                        reading.readers(),
                        now(),
                        context.logicalClock().getAsLong());
        int from = iterator.index();
        boolean emptyFirst = from < shard.size() && iterator.emptyPages() < reading.emptyPages();
        int to = emptyFirst ? from : pageEnd(shard, from, Math.min(limit, reading.pageRecords()));
        boolean last = !shard.isOpen()
                && to == shard.size()
                && (from == to || reading.shardEnd() == ShardEnd.WITH_LAST_RECORDS);
        shard.readers().recordPage(from, to, last, context.logicalClock().getAsLong());
        List<StreamRecord> records = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            records.add(shard.record(i));
        }
        int emptyPages = emptyFirst ? iterator.emptyPages() + 1 : 0;
        ShardIterator next = new ShardIterator(streamArn, shard.id(), to, emptyPages, iterator.reader(), epoch, now());
        return new Page(records, last ? Optional.empty() : Optional.of(next));
    }

    private int pageEnd(Shard shard, int from, int maxRecords) {
        int end = Math.min(shard.size(), from + maxRecords);
        long bytes = 0;
        for (int i = from; i < end; i++) {
            bytes += shard.record(i).sizeBytes();
            if (bytes > reading.pageBytes() && i > from) {
                return i;
            }
        }
        return end;
    }

    private Shard readable(String shardId) {
        Shard shard = forest.find(shardId).orElseThrow(() -> noShard(shardId));
        shard.trimBefore(context.trimHorizon());
        if (shard.isGone()) {
            throw noShard(shardId);
        }
        return shard;
    }

    private ServiceException noShard(String shardId) {
        return ServiceException.notFound("Shard: " + shardId + " in Stream: " + streamArn + " not found");
    }

    private static ServiceException trimmed() {
        return new ServiceException(
                ErrorType.TRIMMED_DATA_ACCESS,
                "The operation attempted to read past the oldest stream record in a shard");
    }

    private Instant now() {
        return context.clock().instant();
    }
}
