/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.Optional;

/**
 * Writes change events as the JSON that AWS Lambda passes to a DynamoDB trigger ("Using AWS Lambda with Amazon DynamoDB",
 * AWS Lambda Developer Guide): the same names in the same order, times in seconds since the epoch, binary as Base64, and
 * no white space.
 *
 * <p>AWS Lambda has no equivalent of snapshot reads. They are written as {@code INSERT} with the
 * {@link #sequenceNumber SequenceNumber} 0. Without a stream, their {@code eventSourceARN} is the ARN of the table (in
 * the partition {@code aws}), and their {@code StreamViewType} is {@code NEW_IMAGE}, the image that they have: typed
 * readers require both fields. {@code SizeBytes} is 0 if unknown. A dropped image is missing, although the view type
 * includes it.
 */
public final class LambdaJson {
    private static final DynamoDbJson ITEMS = new DynamoDbJson();

    /** As short as a sequence number of DynamoDB can be. */
    private static final String SNAPSHOT_SEQUENCE_NUMBER = "0".repeat(21);

    private LambdaJson() {}

    /**
     * Returns the {@code SequenceNumber} of an event. That of a snapshot read is 0, the number in its {@link Order},
     * which is lower than the sequence number of every change of the item. All rows of all snapshots share it.
     */
    public static String sequenceNumber(ChangeEvent event) {
        return event.source().sequenceNumber().orElse(SNAPSHOT_SEQUENCE_NUMBER);
    }

    /** Returns the record of one event in UTF-8, without the array that contains it. */
    public static byte[] record(ChangeEvent event) {
        return JsonText.bytes(false, json -> record(event, json));
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
        item(json, "Keys", event.key().item());
        image(json, "NewImage", event.after());
        image(json, "OldImage", event.before());
        text(json, "SequenceNumber", sequenceNumber(event));
        number(json, "SizeBytes", source.sizeBytes());
        viewType(event).ifPresent(type -> text(json, "StreamViewType", type.name()));
        json.endObject();
    }

    private static Optional<ViewType> viewType(ChangeEvent event) {
        return event.operation() == Operation.READ
                ? Optional.of(event.source().viewType().orElse(ViewType.NEW_IMAGE))
                : event.source().viewType();
    }

    private static String eventName(Operation operation) {
        return operation == Operation.READ ? Operation.INSERT.name() : operation.name();
    }

    private static String tableArn(Source source) {
        return "arn:aws:dynamodb:" + source.region() + ":" + source.account() + ":table/" + source.table();
    }

    private static void image(JsonTarget json, String name, Optional<Item> image) {
        image.ifPresent(item -> item(json, name, item));
    }

    private static void item(JsonTarget json, String name, Item item) {
        json.name(name);
        ITEMS.write(item, json);
    }

    private static void text(JsonTarget json, String name, String text) {
        json.name(name);
        json.text(text);
    }

    private static void number(JsonTarget json, String name, long number) {
        json.name(name);
        json.number(number);
    }
}
