/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/**
 * An item of a table as Scan and BatchGetItem return it. It is not parsed: it is a slice of the response, and valid as
 * long as the response.
 *
 * @param keys the key attributes that could be converted
 * @param problem the first value that cannot be converted, with its path; empty if there is none
 */
public record RawItem(Map<String, ItemValue> keys, Item item, Optional<DataException> problem) {}
