/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import java.util.Optional;

/**
 * A shard as a listing shows it.
 *
 * @param parent the shard it grew out of; the parent itself may be trimmed and listed no more
 */
public record Shard(String id, Optional<String> parent) {}
