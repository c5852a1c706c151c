/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import io.changefeed.event.DynamoDbJson;
import io.changefeed.event.Item;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.DataException;

/**
 * The position of a table's latest snapshot in a segment.
 *
 * <pre>{@code {"scan": "<table ARN>/3"} -> {"snapshot": "initial", "after": "{\"id\":{\"S\":\"a\"}}", "rows": "1200"}}</pre>
 *
 * @param snapshot the id of the snapshot; another snapshot has no position in the segment
 * @param after the last key that was read; empty before the first page, and at the end
 * @param ended whether the segment was read to its end
 * @param rows the number of rows that were emitted
 */
public record ScanOffset(String snapshot, Optional<Item> after, boolean ended, long rows) {
    public static final String PARTITION = "scan";
    /** The field that contains a key. */
    public static final String AFTER = "after";

    private static final String SNAPSHOT = "snapshot";
    private static final String ROWS = "rows";
    private static final String START = "START";
    private static final String END = "END";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final DynamoDbJson JSON = new DynamoDbJson();

    /** The position before the first page. */
    public static ScanOffset start(String snapshot) {
        return new ScanOffset(snapshot, Optional.empty(), false, 0);
    }

    /**
     * The position after a page.
     *
     * @param last the last key of the page; empty at the end of the segment
     */
    public ScanOffset afterPage(Optional<Item> last, int pageRows) {
        return new ScanOffset(snapshot, last, last.isEmpty(), rows + pageRows);
    }

    public static Map<String, String> partition(String tableArn, int segment) {
        return Map.of(PARTITION, tableArn + "/" + segment);
    }

    public Map<String, String> toMap() {
        Map<String, String> offset = new LinkedHashMap<>();
        offset.put(SNAPSHOT, snapshot);
        offset.put(AFTER, ended ? END : after.map(JSON::text).orElse(START));
        offset.put(ROWS, Long.toString(rows));
        return offset;
    }

    /**
     * Parses a stored offset.
     *
     * @throws IllegalArgumentException when a field is missing or invalid; the message names it
     */
    public static ScanOffset fromMap(Map<String, ?> offset) {
        OffsetFields fields = new OffsetFields(offset);
        String after = fields.text(AFTER);
        return new ScanOffset(
                fields.text(SNAPSHOT),
                after.equals(START) || after.equals(END) ? Optional.empty() : Optional.of(key(after)),
                after.equals(END),
                Long.parseLong(fields.matching(ROWS, NUMBER, "a number")));
    }

    private static Item key(String json) {
        try {
            return JSON.item(json);
        } catch (DataException e) {
            // Without the message of the exception, which can quote the key.
            throw new IllegalArgumentException(
                    "field '" + AFTER + "' is neither START, END nor a key in DynamoDB JSON");
        }
    }
}
