/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.UserIdentity;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/**
 * A stream record as GetRecords returns it. Its images are not parsed: they are slices of the response, and valid as
 * long as the response.
 *
 * @param eventName {@code INSERT}, {@code MODIFY} or {@code REMOVE}; other databases have other names
 * @param changedAt when the item changed, in seconds
 * @param keys the key attributes that could be converted
 * @param sizeBytes of keys and images; 0 if DynamoDB does not return it
 * @param problem the first value that cannot be converted, with its path; empty if there is none
 */
public record RawRecord(
        String eventId,
        String eventName,
        String sequenceNumber,
        Instant changedAt,
        Map<String, ItemValue> keys,
        Optional<Item> oldImage,
        Optional<Item> newImage,
        Optional<String> viewType,
        long sizeBytes,
        Optional<UserIdentity> userIdentity,
        Optional<DataException> problem) {}
