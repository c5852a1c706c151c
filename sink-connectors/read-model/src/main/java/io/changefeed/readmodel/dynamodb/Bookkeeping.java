/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import java.util.Optional;

/**
 * The attributes of a row beside its columns.
 *
 * @param versions which items wrote the row, with their versions
 * @param expiry when DynamoDB may delete a row that was deleted, in seconds since the epoch; only such rows have it
 * @param deleted when the row was deleted, where it stays; empty where it does not
 */
public record Bookkeeping(String versions, String expiry, Optional<String> deleted) {}
