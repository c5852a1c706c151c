/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.stream.ReaderPool;
import java.time.Clock;

/** The resources that the tables of a task share. */
record TaskResources(
        SourceConfig config, StoredOffsets offsets, ReaderPool readers, HeartbeatRecords heartbeats, Clock clock) {}
