/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.DataException;

/**
 * Reads the JSON that AWS Lambda passes to a DynamoDB trigger, and the output of {@link LambdaJson}.
 *
 * <p>Fields that the JSON does not contain are empty (shard, snapshot ID) or come from the constructor. Both times of
 * an event are its ApproximateCreationDateTime, in seconds. A record with the {@code SequenceNumber} 0 is a snapshot read.
 * An image that the operation and the view type include, but the record does not, was dropped ({@link DroppedImages}).
 */
final class LambdaJsonReader {
    private static final Pattern TABLE_ARN =
            Pattern.compile("arn:[^:]+:dynamodb:[^:]*:([^:]*):table/([^/]+)(/stream/.+)?");

    private static final DynamoDbJson ITEMS = new DynamoDbJson();

    private final String version;
    private final String name;
    private final long generation;

    /**
     * @param version the {@code source.version} of the events
     * @param name the {@code source.name} of the events
     * @param generation the generation in the {@link Order} of the events
     */
    LambdaJsonReader(String version, String name, long generation) {
        this.version = version;
        this.name = name;
        this.generation = generation;
    }

    /**
     * Reads the events of {@code Records}, in their order.
     *
     * @throws DataException if {@code json} is malformed; the message names the field
     */
    List<ChangeEvent> read(String json) {
        Fields root = Fields.of(Path.ROOT, JsonText.read(Path.ROOT, json));
        Path records = root.path("Records");
        if (!(root.value("Records") instanceof List<?> list)) {
            throw records.expected("an array", root.value("Records"));
        }
        List<ChangeEvent> events = new ArrayList<>(list.size());
        for (Object record : list) {
            Path path = records.element(events.size());
            events.add(event(path, Fields.of(path, record)));
        }
        return events;
    }

    private ChangeEvent event(Path path, Fields record) {
        Fields change = record.nested("dynamodb");
        Optional<String> sequenceNumber = sequenceNumber(change);
        Operation operation = record.constant("eventName", LambdaJsonReader::operation, "INSERT, MODIFY or REMOVE");
        Item keys = item(change, "Keys").orElseThrow(() -> change.path("Keys").expected("the key of the item", null));
        ItemKey key = change.path("Keys").check(() -> new ItemKey(keys.attributes()));
        Instant time = Instant.ofEpochSecond(change.integer("ApproximateCreationDateTime"));
        Operation actual = sequenceNumber.isPresent() ? operation : Operation.READ;
        Source source = source(record, change, time).withDroppedImages(droppedImages(actual, change));
        return path.check(
                () -> new ChangeEvent(actual, key, item(change, "OldImage"), item(change, "NewImage"), source, time));
    }

    private Source source(Fields record, Fields change, Instant time) {
        String arn = record.text("eventSourceARN");
        Matcher table = TABLE_ARN.matcher(arn);
        if (!table.matches()) {
            throw record.path("eventSourceARN")
                    .error("expected the ARN of a DynamoDB table or stream but found '" + arn + "'");
        }
        Optional<String> sequenceNumber = sequenceNumber(change);
        Optional<String> streamArn = Optional.ofNullable(table.group(3)).map(stream -> arn);
        Optional<UserIdentity> user = record.optionalNested("userIdentity")
                .map(identity -> new UserIdentity(identity.text("type"), identity.text("principalId")));
        return new Source(
                version,
                name,
                time,
                sequenceNumber.isPresent() ? Source.Snapshot.FALSE : Source.Snapshot.TRUE,
                record.text("awsRegion"),
                table.group(2),
                table.group(1),
                streamArn,
                Optional.empty(),
                sequenceNumber,
                change.path("SequenceNumber").check(() -> order(sequenceNumber)),
                record.text("eventID"),
                streamArn.flatMap(stream -> change.viewType("StreamViewType")),
                change.has("SizeBytes") ? change.integer("SizeBytes") : 0,
                user.filter(UserIdentity.TIME_TO_LIVE::equals).isPresent(),
                user,
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<DroppedImages> droppedImages(Operation operation, Fields change) {
        Optional<ViewType> viewType = change.viewType("StreamViewType");
        return DroppedImages.of(
                operation.hasBefore() && viewType.filter(ViewType::hasOldImage).isPresent() && !change.has("OldImage"),
                operation.hasAfter() && viewType.filter(ViewType::hasNewImage).isPresent() && !change.has("NewImage"));
    }

    private static Optional<String> sequenceNumber(Fields change) {
        return change.optionalText("SequenceNumber").filter(number -> !number.matches("0+"));
    }

    private Order order(Optional<String> sequenceNumber) {
        return sequenceNumber.map(number -> Order.of(generation, number)).orElseGet(() -> Order.ofSnapshot(generation));
    }

    private static Optional<Operation> operation(String eventName) {
        return switch (eventName) {
            case "INSERT" -> Optional.of(Operation.INSERT);
            case "MODIFY" -> Optional.of(Operation.MODIFY);
            case "REMOVE" -> Optional.of(Operation.REMOVE);
            default -> Optional.empty();
        };
    }

    private static Optional<Item> item(Fields change, String name) {
        return Optional.ofNullable(change.value(name)).map(json -> ITEMS.item(change.path(name), json));
    }
}
