/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.record.TableStream;
import java.time.Instant;
import java.util.Map;

/** Table streams for tests to which only the name matters. */
final class TableStreams {
    private TableStreams() {}

    /** The offset of a table that is first read from a time. */
    static TableOffset offset(TableStream table) {
        return new TableOffset(
                table.streamArn(),
                table.generation(),
                Instant.parse("2026-01-31T12:00:00Z"),
                table.key(),
                new Position.Since(Instant.parse("2026-01-31T12:00:00Z")));
    }

    static TableStream named(String name) {
        String arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/" + name;
        return new TableStream(
                arn,
                name,
                arn + "/stream/2026-01-31T12:00:00.000",
                new KeySchema(Map.of("id", KeyType.S)),
                1767225600000L);
    }
}
