/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.record.TableStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableAssignmentTest {
    private static final String STREAM = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/1";

    private static TableAssignment assignment(long generation) {
        return new TableAssignment(
                new TableStream(
                        "arn:aws:dynamodb:eu-central-1:123456789012:table/orders",
                        "orders",
                        STREAM,
                        new KeySchema(Map.of("id", KeyType.S)),
                        generation),
                Instant.EPOCH,
                "TRIM_HORIZON",
                false,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<TableOffset> stored(String stream, long generation) {
        return Optional.of(new TableOffset(
                stream, generation, Instant.EPOCH, new KeySchema(Map.of("id", KeyType.S)), new Position.TrimHorizon()));
    }

    @Test
    void generationOfTheSameStreamNeverDecreases() {
        assertThat(assignment(5).withGenerationOf(stored(STREAM, 7))).isEqualTo(assignment(7));
        assertThat(assignment(5).withGenerationOf(stored(STREAM, 4))).isEqualTo(assignment(5));
        assertThat(assignment(5).withGenerationOf(stored(STREAM + "-other", 7))).isEqualTo(assignment(5));
        assertThat(assignment(5).withGenerationOf(Optional.empty())).isEqualTo(assignment(5));
    }
}
