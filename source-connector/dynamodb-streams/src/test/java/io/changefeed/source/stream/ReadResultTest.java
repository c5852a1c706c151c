/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.stream.ReadResult.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

class ReadResultTest {
    private static final ShardRef SHARD = new ShardRef(new Slot("arn:s", 0), "shardId-1");

    @Test
    void pageSizeIsTheSumOfItsRecords() {
        Page page = Page.of(SHARD, List.of(record("1", 300L), record("2", 40L)));

        assertThat(page.bytes()).isEqualTo(340);
        assertThat(page.after()).isEqualTo(new Position.After("2"));
    }

    @Test
    void recordWithoutASizeCountsAsOneKilobyte() {
        assertThat(Page.of(SHARD, List.of(record("1", 300L), record("2", null))).bytes())
                .isEqualTo(300 + 1024);
    }

    @Test
    void rejectsPageWithoutRecords() {
        assertThatThrownBy(() -> Page.of(SHARD, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @SuppressWarnings("NullAway") // the SDK returns null if the service omits the size
    private static Record record(String sequenceNumber, @Nullable Long bytes) {
        StreamRecord.Builder change =
                StreamRecord.builder().sequenceNumber(sequenceNumber).sizeBytes(bytes);
        return Record.builder().dynamodb(change.build()).build();
    }
}
