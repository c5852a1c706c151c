/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.Source;
import io.changefeed.event.UserIdentity;
import io.changefeed.event.ViewType;
import io.changefeed.webhook.WebhookEvents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares {@code body.format=lambda} with AWS's published samples and reads it with AWS's library. */
class LambdaBodyTest {
    /** The paths of the fields in the sample records of the Lambda and the DynamoDB Developer Guide. */
    private static final Set<String> PUBLISHED = new TreeSet<>(Set.of(
            "eventID",
            "eventName",
            "eventVersion",
            "eventSource",
            "awsRegion",
            "eventSourceARN",
            "dynamodb",
            "dynamodb.ApproximateCreationDateTime",
            "dynamodb.Keys",
            "dynamodb.NewImage",
            "dynamodb.OldImage",
            "dynamodb.SequenceNumber",
            "dynamodb.SizeBytes",
            "dynamodb.StreamViewType"));

    /** The fields that {@code DynamoDBStreamSchema} of {@code @aws-lambda-powertools/parser} requires. */
    private static final Set<String> REQUIRED = Set.of(
            "eventID",
            "eventName",
            "eventVersion",
            "eventSource",
            "awsRegion",
            "eventSourceARN",
            "dynamodb.Keys",
            "dynamodb.SequenceNumber",
            "dynamodb.SizeBytes",
            "dynamodb.StreamViewType");

    private static final Map<String, ItemValue> EVERY_TYPE = everyType();

    private static Map<String, ItemValue> everyType() {
        Map<String, ItemValue> attributes = new LinkedHashMap<>();
        attributes.put("id", new ItemValue.S("a"));
        attributes.put("string", new ItemValue.S(""));
        attributes.put("number", new ItemValue.N("12345678901234567890123456789012345678"));
        attributes.put("binary", ItemValue.B.of((byte) 0, (byte) -1));
        attributes.put("bool", new ItemValue.Bool(true));
        attributes.put("null", new ItemValue.Null());
        attributes.put("list", new ItemValue.L(List.of(new ItemValue.S("x"), new ItemValue.N("1"))));
        attributes.put("map", new ItemValue.M(Map.of("y", new ItemValue.Bool(false))));
        attributes.put("strings", new ItemValue.SS(List.of("a", "b")));
        attributes.put("numbers", new ItemValue.NS(List.of(new ItemValue.N("1"), new ItemValue.N("2.5"))));
        attributes.put("binaries", new ItemValue.BS(List.of(ItemValue.B.of((byte) 1), ItemValue.B.of((byte) 2))));
        return attributes;
    }

    @Test
    void recordHasExactlyTheFieldsOfThePublishedSamples() throws IOException {
        JsonNode record =
                record(event(Operation.MODIFY, WebhookEvents.source("1", Optional.of(ViewType.NEW_AND_OLD_IMAGES))));

        assertThat(paths(record)).isEqualTo(PUBLISHED);
        assertThat(record.path("eventID").asText()).isEqualTo("1");
        assertThat(record.path("eventName").asText()).isEqualTo("MODIFY");
        assertThat(record.path("eventVersion").asText()).isEqualTo("1.1");
        assertThat(record.path("eventSource").asText()).isEqualTo("aws:dynamodb");
        assertThat(record.path("awsRegion").asText()).isEqualTo("eu-central-1");
        assertThat(record.path("eventSourceARN").asText()).isEqualTo(WebhookEvents.STREAM);
        JsonNode change = record.path("dynamodb");
        assertThat(change.path("ApproximateCreationDateTime").isIntegralNumber())
                .isTrue();
        assertThat(change.path("ApproximateCreationDateTime").asLong()).isEqualTo(WebhookEvents.TIME.getEpochSecond());
        assertThat(change.path("Keys").toString()).isEqualTo("{\"id\":{\"S\":\"a\"}}");
        assertThat(change.path("SequenceNumber").asText()).isEqualTo("400000000000000000001");
        assertThat(change.path("SizeBytes").asLong()).isEqualTo(321);
        assertThat(change.path("StreamViewType").asText()).isEqualTo("NEW_AND_OLD_IMAGES");
    }

    @Test
    void ttlDeleteHasTheDocumentedUserIdentity() throws IOException {
        Source source = WebhookEvents.source("1", Optional.of(ViewType.OLD_IMAGE));
        Source expiry = new Source(
                source.version(),
                source.name(),
                source.time(),
                source.snapshot(),
                source.region(),
                source.table(),
                source.account(),
                source.streamArn(),
                source.shardId(),
                source.sequenceNumber(),
                source.order(),
                source.eventId(),
                source.viewType(),
                source.sizeBytes(),
                true,
                Optional.of(UserIdentity.TIME_TO_LIVE),
                Optional.empty(),
                Optional.empty());

        JsonNode record = record(event(Operation.REMOVE, expiry));

        assertThat(record.path("userIdentity").path("type").asText()).isEqualTo("Service");
        assertThat(record.path("userIdentity").path("principalId").asText()).isEqualTo("dynamodb.amazonaws.com");
    }

    @Test
    void everyAttributeTypeIsReadByTheAwsLibrary() {
        DynamodbStreamRecord record =
                awsRecord(event(Operation.INSERT, WebhookEvents.source("1", Optional.of(ViewType.NEW_IMAGE))));

        Map<String, AttributeValue> image = record.getDynamodb().getNewImage();
        assertThat(image).hasSize(EVERY_TYPE.size());
        assertThat(image)
                .containsEntry("string", new AttributeValue().withS(""))
                .containsEntry("number", new AttributeValue().withN("12345678901234567890123456789012345678"))
                .containsEntry("binary", new AttributeValue().withB(ByteBuffer.wrap(new byte[] {0, -1})))
                .containsEntry("bool", new AttributeValue().withBOOL(true))
                .containsEntry("null", new AttributeValue().withNULL(true))
                .containsEntry(
                        "list",
                        new AttributeValue().withL(new AttributeValue().withS("x"), new AttributeValue().withN("1")))
                .containsEntry("map", new AttributeValue().withM(Map.of("y", new AttributeValue().withBOOL(false))))
                .containsEntry("strings", new AttributeValue().withSS("a", "b"))
                .containsEntry("numbers", new AttributeValue().withNS("1", "2.5"))
                .containsEntry(
                        "binaries",
                        new AttributeValue().withBS(ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {2})));
        assertThat(record.getDynamodb().getApproximateCreationDateTime()).hasTime(WebhookEvents.TIME.toEpochMilli());
        assertThat(record.getDynamodb().getOldImage()).isNull();
    }

    @Test
    void snapshotRowHasEveryFieldThatTypedReadersRequire() throws IOException {
        assertThat(paths(record(event(Operation.READ, WebhookEvents.snapshotSource()))))
                .containsAll(REQUIRED);
    }

    @Test
    void snapshotRowIsReadAsAnInsertBeforeAllChanges() {
        DynamodbStreamRecord record = awsRecord(event(Operation.READ, WebhookEvents.snapshotSource()));

        assertThat(record.getEventName()).isEqualTo("INSERT");
        assertThat(record.getEventSourceARN()).isEqualTo("arn:aws:dynamodb:eu-central-1:123456789012:table/orders");
        assertThat(new BigInteger(record.getDynamodb().getSequenceNumber())).isZero();
        assertThat(record.getDynamodb().getStreamViewType()).isEqualTo("NEW_IMAGE");
        assertThat(record.getDynamodb().getNewImage()).hasSize(EVERY_TYPE.size());
    }

    @ParameterizedTest
    @EnumSource(ViewType.class)
    void imageThatTheViewTypeExcludesIsAbsent(ViewType viewType) {
        DynamodbStreamRecord record =
                awsRecord(event(Operation.MODIFY, WebhookEvents.source("1", Optional.of(viewType))));

        assertThat(record.getDynamodb().getStreamViewType()).isEqualTo(viewType.name());
        assertThat(record.getDynamodb().getKeys()).containsOnlyKeys("id");
        assertThat(record.getDynamodb().getNewImage() != null).isEqualTo(viewType.hasNewImage());
        assertThat(record.getDynamodb().getOldImage() != null).isEqualTo(viewType.hasOldImage());
    }

    /** Creates an event with every attribute type in each image that the operation and the view type provide. */
    private static ChangeEvent event(Operation operation, Source source) {
        Item image = new Item(EVERY_TYPE);
        boolean isSnapshotRow = source.viewType().isEmpty();
        boolean hasOld = source.viewType().map(ViewType::hasOldImage).orElse(false);
        boolean hasNew =
                isSnapshotRow || source.viewType().map(ViewType::hasNewImage).orElse(false);
        return new ChangeEvent(
                operation,
                new ItemKey(Map.of("id", new ItemValue.S("a"))),
                operation.hasBefore() && hasOld ? Optional.of(image) : Optional.empty(),
                operation.hasAfter() && hasNew ? Optional.of(image) : Optional.empty(),
                source,
                WebhookEvents.TIME);
    }

    private static byte[] body(ChangeEvent event) {
        BodyWriter writer = BodyFormat.LAMBDA.writer(ItemFormat.DYNAMODB_JSON, false);
        return writer.combine(List.of(writer.encode(event))).content();
    }

    private static JsonNode record(ChangeEvent event) throws IOException {
        return new JsonMapper().readTree(body(event)).path("Records").path(0);
    }

    private static DynamodbStreamRecord awsRecord(ChangeEvent event) {
        PojoSerializer<DynamodbEvent> serializer =
                LambdaEventSerializers.serializerFor(DynamodbEvent.class, LambdaBodyTest.class.getClassLoader());
        return serializer
                .fromJson(new ByteArrayInputStream(body(event)))
                .getRecords()
                .get(0);
    }

    private static Set<String> paths(JsonNode record) {
        Set<String> paths = new TreeSet<>();
        for (Iterator<String> names = record.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            paths.add(name);
            if (name.equals("dynamodb")) {
                record.path(name).fieldNames().forEachRemaining(field -> paths.add(name + "." + field));
            }
        }
        return paths;
    }
}
