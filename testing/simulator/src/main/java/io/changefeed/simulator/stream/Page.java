/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.util.List;
import java.util.Optional;

/** What GetRecords responses: records, and the next iterator unless the shard has ended. */
public record Page(List<StreamRecord> records, Optional<ShardIterator> next) {}
