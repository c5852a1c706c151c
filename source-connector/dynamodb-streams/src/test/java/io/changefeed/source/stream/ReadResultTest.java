/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.lineage.Slot;
import io.changefeed.source.record.PageConversion;
import io.changefeed.source.stream.ReadResult.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class ReadResultTest {
    private static final ShardRef SHARD = new ShardRef(new Slot("arn:s", 0), "shardId-1");

    @Test
    void rejectsPageWithoutRecords() {
        PageConversion none = new PageConversion(List.of(), Optional.empty());

        assertThatThrownBy(() -> new Page(SHARD, none, Instant.EPOCH, Allocations.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pageCanStartWithAFailure() {
        PageConversion failed = new PageConversion(List.of(), Optional.of(new ConnectException("unreadable")));

        assertThat(new Page(SHARD, failed, Instant.EPOCH, Allocations.of(340)).bytes())
                .isEqualTo(340);
    }
}
