/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes change events as the JSON that AWS Lambda passes to a DynamoDB trigger ("Using AWS Lambda with Amazon DynamoDB",
 * AWS Lambda Developer Guide): the same names in the same order, times in seconds since the epoch, binary as Base64, and
 * no white space.
 *
 * <p>AWS Lambda has no equivalent of snapshot reads. They are written as {@code INSERT} without {@code SequenceNumber}.
 * Without a stream, their {@code eventSourceARN} is the ARN of the table (in the partition {@code aws}), and
 * {@code StreamViewType} is missing. {@code SizeBytes} is 0 if unknown. A dropped image is missing, although the view
 * type includes it.
 */
public final class LambdaJson {
    private static final DynamoDbJson ITEMS = new DynamoDbJson();

    private LambdaJson() {}

    /** Returns {@code {"Records":[…]}} with one record for each event, in their order. */
    public static String write(List<ChangeEvent> events) {
        return JsonText.write(json -> {
            json.startObject();
            json.name("Records");
            json.startArray();
            events.forEach(event -> record(event, json));
            json.endArray();
            json.endObject();
        });
    }

    /** Writes the record of one event, without the array that contains it. */
    public static String writeRecord(ChangeEvent event) {
        return JsonText.write(json -> record(event, json));
    }

    private static void record(ChangeEvent event, JsonTarget json) {
        Source source = event.source();
        json.startObject();
        text(json, "eventID", source.eventId());
        text(json, "eventName", eventName(event.operation()));
        text(json, "eventVersion", "1.1");
        text(json, "eventSource", "aws:dynamodb");
        text(json, "awsRegion", source.region());
        json.name("dynamodb");
        change(event, json);
        source.userIdentity().ifPresent(user -> userIdentity(user, json));
        text(json, "eventSourceARN", source.streamArn().orElseGet(() -> tableArn(source)));
        json.endObject();
    }

    private static void userIdentity(UserIdentity user, JsonTarget json) {
        json.name("userIdentity");
        json.startObject();
        text(json, "principalId", user.principalId());
        text(json, "type", user.type());
        json.endObject();
    }

    private static void change(ChangeEvent event, JsonTarget json) {
        Source source = event.source();
        json.startObject();
        number(json, "ApproximateCreationDateTime", source.time().getEpochSecond());
        attributes(json, "Keys", event.key().attributes());
        image(json, "NewImage", event.after());
        image(json, "OldImage", event.before());
        source.sequenceNumber().ifPresent(number -> text(json, "SequenceNumber", number));
        number(json, "SizeBytes", source.sizeBytes());
        source.viewType().ifPresent(type -> text(json, "StreamViewType", type.name()));
        json.endObject();
    }

    private static String eventName(Operation operation) {
        return operation == Operation.READ ? Operation.INSERT.name() : operation.name();
    }

    private static String tableArn(Source source) {
        return "arn:aws:dynamodb:" + source.region() + ":" + source.account() + ":table/" + source.table();
    }

    private static void image(JsonTarget json, String name, Optional<Item> image) {
        image.ifPresent(item -> attributes(json, name, item.attributes()));
    }

    private static void attributes(JsonTarget json, String name, Map<String, ItemValue> attributes) {
        json.name(name);
        ITEMS.write(attributes, json);
    }

    private static void text(JsonTarget json, String name, String text) {
        json.name(name);
        json.text(text);
    }

    private static void number(JsonTarget json, String name, long number) {
        json.name(name);
        json.number(Long.toString(number));
    }
}
