/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LambdaJsonTest {
    private static final long GENERATION = 1_700_000_000_000L;

    private final LambdaJsonReader reader = new LambdaJsonReader("1.2.3", "cdc", GENERATION);

    @Test
    void eventIsWrittenInTheFormatOfAwsLambda() {
        assertThat(LambdaEvent.json(List.of(TestEvents.expiry())))
                .isEqualTo("{\"Records\":[{\"eventID\":\"c4ca4238a0b923820dcc509a6f75849b\",\"eventName\":\"REMOVE\","
                        + "\"eventVersion\":\"1.1\",\"eventSource\":\"aws:dynamodb\",\"awsRegion\":\"eu-central-1\","
                        + "\"dynamodb\":{\"ApproximateCreationDateTime\":1700000000,"
                        + "\"Keys\":{\"pk\":{\"S\":\"customer-7\"},\"sk\":{\"N\":\"42\"}},"
                        + "\"OldImage\":{\"pk\":{\"S\":\"customer-7\"},\"sk\":{\"N\":\"42\"},\"total\":{\"N\":\"1.50\"}},"
                        + "\"SequenceNumber\":\"400000000000000000001\",\"SizeBytes\":321,"
                        + "\"StreamViewType\":\"NEW_AND_OLD_IMAGES\"},"
                        + "\"userIdentity\":{\"principalId\":\"dynamodb.amazonaws.com\",\"type\":\"Service\"},"
                        + "\"eventSourceARN\":\"arn:aws:dynamodb:eu-central-1:123456789012:table/orders-prod/stream/"
                        + "2026-01-02T03:04:05.678\"}]}");
    }

    @Test
    void modifyHasBothImagesAndNoUserIdentity() {
        assertThat(LambdaEvent.json(List.of(TestEvents.modify())))
                .containsSubsequence("\"Keys\":", "\"NewImage\":", "\"OldImage\":", "\"SequenceNumber\":")
                .doesNotContain("userIdentity");
    }

    @Test
    void snapshotReadIsAnInsertWithTheFieldsThatTypedReadersRequire() {
        assertThat(LambdaEvent.json(List.of(TestEvents.read())))
                .contains(
                        "\"eventName\":\"INSERT\"",
                        "\"SequenceNumber\":\"000000000000000000000\",\"SizeBytes\":0,"
                                + "\"StreamViewType\":\"NEW_IMAGE\"}")
                .contains("\"eventSourceARN\":\"arn:aws:dynamodb:eu-central-1:123456789012:table/orders-prod\"");
    }

    @Test
    void sequenceNumberOfASnapshotReadIsTheNumberInItsOrder() {
        ChangeEvent row = TestEvents.read();

        assertThat(Order.of(GENERATION, LambdaJson.sequenceNumber(row)))
                .isEqualTo(Order.ofSnapshot(GENERATION))
                .isLessThan(Order.of(GENERATION, "1"));
        assertThat(LambdaJson.sequenceNumber(row)).matches("[0-9]{21,40}");
        assertThat(LambdaJson.sequenceNumber(TestEvents.modify())).isEqualTo("400000000000000000001");
    }

    @Test
    void eventsAreReadFromLambdaJson() {
        List<ChangeEvent> events = reader.read(LambdaEvent.json(TestEvents.all()));
        assertThat(events).hasSameSizeAs(TestEvents.all());
        for (int i = 0; i < events.size(); i++) {
            ChangeEvent read = events.get(i);
            ChangeEvent written = TestEvents.all().get(i);
            assertThat(read.operation()).isEqualTo(written.operation());
            assertThat(read.key()).isEqualTo(written.key());
            assertThat(read.before()).isEqualTo(written.before());
            assertThat(read.after()).isEqualTo(written.after());
            assertThat(read.source())
                    .usingRecursiveComparison()
                    .ignoringFields("time", "shardId", "snapshotId")
                    .isEqualTo(written.source());
            assertThat(read.source().time().getEpochSecond())
                    .isEqualTo(written.source().time().getEpochSecond());
            assertThat(read.source().shardId()).isEmpty();
        }
        assertThat(LambdaEvent.json(events)).isEqualTo(LambdaEvent.json(TestEvents.all()));
    }

    /** Lambda writes times as 1.7E9, and older samples lack fields of newer ones. */
    @Test
    void sparseRecordsAndExponentialTimesAreRead() {
        ChangeEvent event = reader.read(
                        "{\"Records\":[{\"eventID\":\"1\",\"eventName\":\"REMOVE\",\"awsRegion\":\"r\","
                                + "\"dynamodb\":{\"ApproximateCreationDateTime\":1.7E9,\"Keys\":{\"id\":{\"N\":\"1.0\"}},"
                                + "\"SequenceNumber\":\"111\"},\"eventSourceARN\":\"arn:aws-cn:dynamodb:r:1:table/t/stream/s\"}]}")
                .get(0);
        assertThat(event.source().time().getEpochSecond()).isEqualTo(1_700_000_000L);
        assertThat(event.source().order()).isEqualTo(Order.of(GENERATION, "111"));
        assertThat(event.source().viewType()).isEmpty();
        assertThat(event.source().streamArn()).contains("arn:aws-cn:dynamodb:r:1:table/t/stream/s");
        assertThat(event.before()).isEqualTo(Optional.empty());
        assertThat(event.key().attributes()).containsEntry("id", new ItemValue.N("1"));
    }

    @Test
    void awsLibraryReadsWrittenEvents() {
        DynamodbEvent event =
                serializer().fromJson(LambdaEvent.json(List.of(TestEvents.modify(), TestEvents.expiry())));
        DynamodbStreamRecord modify = event.getRecords().get(0);
        assertThat(modify.getEventID()).isEqualTo("c4ca4238a0b923820dcc509a6f75849b");
        assertThat(modify.getEventName()).isEqualTo("MODIFY");
        assertThat(modify.getEventVersion()).isEqualTo("1.1");
        assertThat(modify.getEventSource()).isEqualTo("aws:dynamodb");
        assertThat(modify.getAwsRegion()).isEqualTo("eu-central-1");
        assertThat(modify.getDynamodb().getApproximateCreationDateTime()).hasTime(1_700_000_000_000L);
        assertThat(modify.getDynamodb().getKeys()).containsEntry("sk", new AttributeValue().withN("42"));
        assertThat(modify.getDynamodb().getNewImage())
                .containsEntry("blob", new AttributeValue().withB(ByteBuffer.wrap(new byte[] {0, -1})))
                .containsEntry("tags", new AttributeValue().withSS("a", "b"))
                .containsEntry("paid", new AttributeValue().withBOOL(true));
        assertThat(modify.getDynamodb().getOldImage()).containsEntry("total", new AttributeValue().withN("1.50"));
        assertThat(modify.getDynamodb().getSizeBytes()).isEqualTo(321L);
        assertThat(event.getRecords().get(1).getUserIdentity().getPrincipalId()).isEqualTo("dynamodb.amazonaws.com");
    }

    @Test
    void eventsWrittenByTheAwsLibraryAreRead() {
        DynamodbEvent event = serializer().fromJson(LambdaEvent.json(TestEvents.all()));
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        serializer().toJson(event, json);
        List<ChangeEvent> read = reader.read(json.toString(StandardCharsets.UTF_8));
        assertThat(read).isEqualTo(reader.read(LambdaEvent.json(TestEvents.all())));
    }

    private static PojoSerializer<DynamodbEvent> serializer() {
        return LambdaEventSerializers.serializerFor(DynamodbEvent.class, LambdaJsonTest.class.getClassLoader());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "eventName":"INSERT"          | "eventName":"ADD"       | Records[0].eventName: expected INSERT, MODIFY or REMOVE but found 'ADD'
            "eventID":                    | "id":                   | Records[0].eventID: expected a string but found nothing
            "Keys":                       | "keys":                 | Records[0].dynamodb.Keys: expected the key of the item but found nothing
            {"N":"42"}}                   | {"BOOL":true}}          | Records[0].dynamodb.Keys: key attribute 'sk' has type BOOL
            {"N":"1.50"}                  | {"N":"x"}               | Records[0].dynamodb.NewImage.total: not a decimal number
            "SequenceNumber":"4           | "SequenceNumber":"4a    | Records[0].dynamodb.SequenceNumber: not a sequence number: '4a
            1700000000                    | "yesterday"             | Records[0].dynamodb.ApproximateCreationDateTime: expected a 64-bit integer but found a string
            arn:aws:dynamodb              | arn:aws:kinesis         | Records[0].eventSourceARN: expected the ARN of a DynamoDB table or stream but found 'arn:aws:kinesis
            NEW_AND_OLD                   | SOME                    | Records[0].dynamodb.StreamViewType: expected one of [KEYS_ONLY, NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES] but found 'SOME_IMAGES'
            "Records"                     | "records"               | Records: expected an array but found nothing
            """)
    void errorsContainThePathOfTheInvalidValue(String good, String bad, String message) {
        ChangeEvent insert =
                TestEvents.event(Operation.INSERT, Optional.empty(), Optional.of(TestEvents.OLD), TestEvents.stream());
        String json = LambdaEvent.json(List.of(insert));
        assertThat(json).contains(good);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> reader.read(json.replace(good, bad)))
                .withMessageStartingWith(message);
    }
}
