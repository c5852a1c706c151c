/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import java.util.Optional;

/**
 * The names of the attributes that the sink adds to a row.
 *
 * @param version contains the version of the row, or of each item of a shared row
 * @param expiry contains the time, in seconds since the epoch, from which DynamoDB can remove a deleted row; absent in
 *     other rows
 * @param deleted contains the time of a soft delete; empty if rows are deleted
 */
public record MetadataAttributes(String version, String expiry, Optional<String> deleted) {}
