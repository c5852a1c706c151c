/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.aws.response.RawRecord;
import io.changefeed.aws.response.RecordsResponse;
import io.changefeed.aws.response.UntypedValue;
import io.changefeed.event.JsonSlice;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.ViewType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** Stream records, as SDK objects and as they are parsed, of a table with the number key {@code id}. */
public final class StreamRecords {
    public static final Instant CHANGED = Instant.parse("2026-01-31T12:00:00Z");
    public static final String SHARD = "shardId-00000001767225600000-abcdef01";
    static final Identity TIME_TO_LIVE = Identity.builder()
            .type("Service")
            .principalId("dynamodb.amazonaws.com")
            .build();

    private StreamRecords() {}

    public static TableStream table() {
        return table("arn:aws:dynamodb:eu-central-1:123456789012:table/orders");
    }

    /** As in DynamoDB Local. */
    static TableStream localTable() {
        return table("arn:aws:dynamodb:ddblocal:000000000000:table/orders");
    }

    private static TableStream table(String arn) {
        return new TableStream(
                arn,
                "orders",
                arn + "/stream/2026-01-31T12:00:00.000",
                new KeySchema(Map.of("id", KeyType.N)),
                1767225600000L);
    }

    public static Record insert(ViewType view, int number) {
        return record("INSERT", view, number, change(view, number).newImage(image(view.hasNewImage(), "new")));
    }

    public static Record modify(ViewType view, int number) {
        return record("MODIFY", view, number, images(view, number));
    }

    public static Record remove(ViewType view, int number) {
        return record("REMOVE", view, number, change(view, number).oldImage(image(view.hasOldImage(), "old")));
    }

    public static Record record(String eventName, ViewType view, int number, StreamRecord.Builder change) {
        return Record.builder()
                .eventID("event-" + number)
                .eventName(eventName)
                .dynamodb(change.build())
                .build();
    }

    /** The records as the connector parses them from a response of DynamoDB. */
    public static List<RawRecord> parsed(TableStream table, Record... records) {
        UntypedValue untyped = table.isLocal() ? UntypedValue.EMPTY_MAP : UntypedValue.INVALID;
        return RecordsResponse.parse(JsonSlice.of(SdkJson.response(List.of(records))), untyped)
                .records();
    }

    static StreamRecord.Builder images(ViewType view, int number) {
        return change(view, number)
                .oldImage(image(view.hasOldImage(), "old"))
                .newImage(image(view.hasNewImage(), "new"));
    }

    public static StreamRecord.Builder change(ViewType view, int number) {
        return StreamRecord.builder()
                .approximateCreationDateTime(CHANGED)
                .keys(Map.of("id", AttributeValue.fromN("1")))
                .sequenceNumber(Integer.toString(number))
                .sizeBytes(99L)
                .streamViewType(view.name());
    }

    @SuppressWarnings("NullAway") // the SDK's builders take null for an absent image
    private static Map<String, AttributeValue> image(boolean present, String text) {
        if (!present) {
            return null;
        }
        Map<String, AttributeValue> image = new LinkedHashMap<>();
        image.put("id", AttributeValue.fromN("1"));
        image.put("text", AttributeValue.fromS(text));
        return image;
    }
}
