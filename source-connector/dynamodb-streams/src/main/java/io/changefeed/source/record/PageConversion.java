/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.source.lineage.Position;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The source records of a page, up to its end or to a change that cannot be published.
 *
 * @param after the position after the records; empty if there are none
 * @param failure describes the next change, which cannot be published; empty at the end of the page
 */
public record PageConversion(
        List<SourceRecord> records, Optional<Position> after, Optional<ConnectException> failure) {}
