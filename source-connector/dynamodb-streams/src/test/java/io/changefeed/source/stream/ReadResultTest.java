/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.stream.ReadResult.Page;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

class ReadResultTest {
    private static final ShardRef SHARD = new ShardRef(new Slot("arn:s", 0), "shardId-1");

    @Test
    void positionAfterAPageIsThatOfItsLastRecord() {
        Page page = new Page(SHARD, List.of(record("1"), record("2")), Allocations.of(340));

        assertThat(page.bytes()).isEqualTo(340);
        assertThat(page.after()).isEqualTo(new Position.After("2"));
    }

    @Test
    void rejectsPageWithoutRecords() {
        assertThatThrownBy(() -> new Page(SHARD, List.of(), Allocations.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Record record(String sequenceNumber) {
        StreamRecord.Builder change = StreamRecord.builder().sequenceNumber(sequenceNumber);
        return Record.builder().dynamodb(change.build()).build();
    }
}
