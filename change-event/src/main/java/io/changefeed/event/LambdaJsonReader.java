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
 * Reads the JSON that AWS Lambda hands a DynamoDB trigger, and what {@link LambdaJson} writes.
 *
 * <p>What the JSON does not tell is empty (shard, snapshot id) or comes from the constructor. The time of the event and
 * the time of its hand-over are both ApproximateCreationDateTime. A record without {@code SequenceNumber} is a snapshot
 * read. An image that is absent although the operation and the view type have one was left out
 * ({@link DroppedImages}). Milliseconds that the writer has cut off do not come back.
 */
public final class LambdaJsonReader {
    private static final Pattern TABLE_ARN =
            Pattern.compile("arn:[^:]+:dynamodb:[^:]*:([^:]*):table/([^/]+)(/stream/.+)?");

    private static final DynamoDbJson ITEMS = new DynamoDbJson();

    private final String version;
    private final String name;
    private final long generation;

    /**
     * @param version what the events give as {@code source.version}
     * @param name what they give as {@code source.name}
     * @param generation of every event's {@link Order}
     */
    public LambdaJsonReader(String version, String name, long generation) {
        this.version = version;
        this.name = name;
        this.generation = generation;
    }

    /**
     * The events of {@code Records}, in their order.
     *
     * @throws DataException when {@code json} is not such JSON; the message names the field
     */
    public List<ChangeEvent> read(String json) {
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
        Optional<String> sequenceNumber = change.optionalText("SequenceNumber");
        Operation operation = record.constant("eventName", LambdaJsonReader::operation, "INSERT, MODIFY or REMOVE");
        Item keys = item(change, "Keys").orElseThrow(() -> change.path("Keys").expected("the item's key", null));
        ItemKey key = change.path("Keys").check(() -> new ItemKey(keys.attributes()));
        Instant time = Instant.ofEpochSecond(change.integer("ApproximateCreationDateTime"));
        Operation told = sequenceNumber.isPresent() ? operation : Operation.READ;
        Source source = source(record, change, time).dropping(droppedImages(told, change));
        return path.check(
                () -> new ChangeEvent(told, key, item(change, "OldImage"), item(change, "NewImage"), source, time));
    }

    private Source source(Fields record, Fields change, Instant time) {
        String arn = record.text("eventSourceARN");
        Matcher table = TABLE_ARN.matcher(arn);
        if (!table.matches()) {
            throw record.path("eventSourceARN")
                    .error("expected the ARN of a DynamoDB table or stream but found '" + arn + "'");
        }
        Optional<String> sequenceNumber = change.optionalText("SequenceNumber");
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
                Optional.ofNullable(table.group(3)).map(stream -> arn),
                Optional.empty(),
                sequenceNumber,
                change.path("SequenceNumber").check(() -> order(sequenceNumber)),
                record.text("eventID"),
                change.viewType("StreamViewType"),
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
