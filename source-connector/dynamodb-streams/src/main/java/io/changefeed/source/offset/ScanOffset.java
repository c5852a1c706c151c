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
 * How far a segment of a table's latest snapshot has been handed over.
 *
 * <pre>{@code {"scan": "<table ARN>/3"} -> {"snapshot": "initial", "after": "{\"id\":{\"S\":\"a\"}}", "rows": "1200"}}</pre>
 *
 * @param snapshot the snapshot's id; of another one, nothing has been read
 * @param after the key behind which to go on; empty before the first page, and at the end
 * @param ended whether the segment has been read to its end
 * @param rows handed over
 */
public record ScanOffset(String snapshot, Optional<Item> after, boolean ended, long rows) {
    public static final String PARTITION = "scan";

    private static final String SNAPSHOT = "snapshot";
    private static final String AFTER = "after";
    private static final String ROWS = "rows";
    private static final String START = "START";
    private static final String END = "END";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final DynamoDbJson JSON = new DynamoDbJson();

    /** Nothing of the segment has been handed over. */
    public static ScanOffset start(String snapshot) {
        return new ScanOffset(snapshot, Optional.empty(), false, 0);
    }

    /** The offset behind a page. */
    public ScanOffset behind(Optional<Item> last, int more) {
        return new ScanOffset(snapshot, last, last.isEmpty(), rows + more);
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
     * Reads a stored offset.
     *
     * @throws IllegalArgumentException when a field is missing or not what it should be; the message names it
     */
    public static ScanOffset fromMap(Map<String, ?> offset) {
        OffsetFields fields = new OffsetFields(offset);
        String after = fields.text(AFTER);
        return new ScanOffset(
                fields.text(SNAPSHOT),
                after.equals(START) || after.equals(END) ? Optional.empty() : Optional.of(key(after)),
                after.equals(END),
                Long.parseLong(fields.matching(ROWS, NUMBER, "no number")));
    }

    private static Item key(String json) {
        try {
            return JSON.item(json);
        } catch (DataException e) {
            throw new IllegalArgumentException(
                    "field '" + AFTER + "' is neither START, END nor a key in DynamoDB JSON: " + e.getMessage(), e);
        }
    }
}
