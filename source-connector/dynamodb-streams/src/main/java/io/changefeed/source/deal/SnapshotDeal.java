/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.deal;

import io.changefeed.event.ViewType;
import java.util.Optional;

/**
 * A snapshot that a task is to take, or to finish. How far it has come is in its stored offsets.
 *
 * @param id of the snapshot
 * @param segments how many parts the table is scanned in
 * @param viewType of the table's stream; empty while the stream is disabled
 * @param items how many the table has, as DynamoDB counted them some hours ago
 */
public record SnapshotDeal(String id, int segments, Optional<ViewType> viewType, long items) {}
