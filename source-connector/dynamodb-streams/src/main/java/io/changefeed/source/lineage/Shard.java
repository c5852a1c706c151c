/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import java.util.Optional;

/**
 * A listed shard.
 *
 * @param parent the shard that it continues; the parent may have been trimmed and then is not listed
 */
public record Shard(String id, Optional<String> parent) {}
