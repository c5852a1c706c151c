/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.util.List;
import java.util.Optional;

/** The result of GetRecords: records, and the next iterator unless the end of the shard is reached. */
public record Page(List<StreamRecord> records, Optional<ShardIterator> next) {}
