/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.JsonSlice;
import io.changefeed.event.UserIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

class RecordsResponseTest {
    private static final String RECORD = """
            {"awsRegion": "eu-central-1", "dynamodb": {
              "ApproximateCreationDateTime": 1.769860800E9, "Keys": {"id": {"S": "ü"}},
              "NewImage": {"id": {"S": "ü"}, "n": {"N": "1.50"}, "l": {"L": [{"M": {"S": {"BOOL": true}}}]}},
              "OldImage": {"id": {"S": "ü"}, "nul": {"NULL": true}, "set": {"BS": ["AA=="]}},
              "SequenceNumber": "100", "SizeBytes": 26, "StreamViewType": "NEW_AND_OLD_IMAGES", "New": {"a": [1]}},
             "eventID": "e1", "eventName": "MODIFY", "eventSource": "aws:dynamodb", "eventVersion": "1.1",
             "userIdentity": {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}}""";
    private static final String RESPONSE = "{\"NextShardIterator\": \"next\", \"Records\": [" + RECORD + "]}";

    private static RecordsResponse parse(String json) {
        return parse(json, UntypedValue.INVALID);
    }

    private static RecordsResponse parse(String json, UntypedValue untyped) {
        return RecordsResponse.parse(JsonSlice.of(json.getBytes(UTF_8)), untyped);
    }

    private static String withImage(String image) {
        return "{\"Records\": [{\"eventID\": \"e\", \"eventName\": \"INSERT\", \"dynamodb\": {\"SequenceNumber\": \"1\","
                + " \"ApproximateCreationDateTime\": 1, \"Keys\": {\"id\": {\"N\": \"1\"}}, \"NewImage\": " + image
                + "}}]}";
    }

    @Test
    void readsAllFieldsInAnyOrder() {
        RecordsResponse response = parse(RESPONSE);

        assertThat(response.nextIterator()).contains("next");
        assertThat(response.records()).singleElement().satisfies(record -> {
            assertThat(record.eventId()).isEqualTo("e1");
            assertThat(record.eventName()).isEqualTo("MODIFY");
            assertThat(record.sequenceNumber()).isEqualTo("100");
            assertThat(record.changedAt()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
            assertThat(record.keys()).isEqualTo(Map.of("id", new ItemValue.S("ü")));
            assertThat(record.viewType()).contains("NEW_AND_OLD_IMAGES");
            assertThat(record.sizeBytes()).isEqualTo(26);
            assertThat(record.userIdentity()).contains(UserIdentity.TIME_TO_LIVE);
            assertThat(record.problem()).isEmpty();
            assertThat(record.oldImage())
                    .contains(new Item(Map.of(
                            "id",
                            new ItemValue.S("ü"),
                            "nul",
                            new ItemValue.Null(),
                            "set",
                            new ItemValue.BS(List.of(ItemValue.B.of((byte) 0))))));
            assertThat(record.newImage())
                    .contains(new Item(Map.of(
                            "id",
                            new ItemValue.S("ü"),
                            "n",
                            new ItemValue.N("1.50"),
                            "l",
                            new ItemValue.L(List.of(new ItemValue.M(Map.of("S", new ItemValue.Bool(true))))))));
        });
    }

    @Test
    void fieldsOfAnIdentityCanBeInLowerCase() {
        String json = RESPONSE.replace("PrincipalId", "principalId").replace("Type\": \"Service", "type\": \"Service");

        assertThat(parse(json).records().get(0).userIdentity()).contains(UserIdentity.TIME_TO_LIVE);
    }

    @Test
    void imagesAreNotParsed() {
        RawRecord record = parse(RESPONSE).records().get(0);

        assertThat(record.oldImage()).get().hasToString("Item[attributes=not parsed]");
        assertThat(record.newImage()).get().hasToString("Item[attributes=not parsed]");
    }

    @Test
    void optionalFieldsCanBeMissingOrNull() {
        for (String json :
                List.of(withImage("null"), withImage("null, \"OldImage\": null, \"StreamViewType\": null"))) {
            RawRecord record = parse(json).records().get(0);

            assertThat(record.oldImage()).isEmpty();
            assertThat(record.newImage()).isEmpty();
            assertThat(record.viewType()).isEmpty();
            assertThat(record.userIdentity()).isEmpty();
            assertThat(record.sizeBytes()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"Records\": []}", "{\"NextShardIterator\": null, \"Records\": [ ]}"})
    void onlyACompleteResponseWithoutIteratorEndsTheShard(String json) {
        assertThat(parse(json)).isEqualTo(new RecordsResponse(List.of(), Optional.empty()));
    }

    private static Stream<String> incomplete() {
        byte[] complete = RESPONSE.getBytes(UTF_8);
        return Stream.concat(
                IntStream.range(0, complete.length).mapToObj(cut -> new String(complete, 0, cut, UTF_8)),
                Stream.of(
                        "{}",
                        "[]",
                        "null",
                        "{\"NextShardIterator\": \"next\"}",
                        "{\"Records\": null}",
                        "{\"Records\": {}}",
                        "{\"Records\": [null]}",
                        "{\"Records\": [{}]}",
                        "{\"Records\": []}}",
                        "{\"Records\": []} {}",
                        "<html>"));
    }

    @Test
    void incompleteResponseIsAnErrorToRetry() {
        assertThat(incomplete())
                .allSatisfy(json -> assertThatThrownBy(() -> parse(json))
                        .isInstanceOf(SdkClientException.class)
                        .hasMessageStartingWith("The response of DynamoDB is invalid: ")
                        .satisfies(e ->
                                assertThat(AwsErrorClassifier.isTransient(e)).isTrue()));
    }

    static Stream<Arguments> unknownTypes() {
        return Stream.of(
                Arguments.of("{\"price\": {\"DEC\": \"1\"}}", "NewImage.price"),
                Arguments.of("{\"order\": {\"M\": {\"price\": {\"DEC\": {\"a\": []}}}}}", "NewImage.order.price"),
                Arguments.of(
                        "{\"lines\": {\"L\": [{\"S\": \"\"}, {\"M\": {\"price\": {}}}]}}", "NewImage.lines[1].price"),
                Arguments.of("{\"a.b\": {\"L\": [{\"L\": [{\"S\": \"\"}, {}]}]}}", "NewImage['a.b'][0][1]"),
                Arguments.of("{\"s\": {\"SS\": [\"a\", 1]}}", "NewImage.s[1]"),
                Arguments.of("{\"s\": {\"S\": \"a\", \"N\": \"1\"}}", "NewImage.s"),
                Arguments.of("{\"s\": {\"NULL\": false}}", "NewImage.s"));
    }

    @ParameterizedTest
    @MethodSource("unknownTypes")
    void problemOfAnUnknownTypeContainsThePathOfTheValue(String image, String path) {
        assertThat(parse(withImage(image)).records())
                .singleElement()
                .satisfies(record -> assertThat(record.problem().orElseThrow())
                        .hasMessage(path + ": this version of Changefeed does not support the type of the value."
                                + " Install a newer version"));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"price\": {\"N\": \"12,50\"}}', NewImage.price",
        "'{\"price\": {\"N\": \"\"}}', NewImage.price",
        "'{\"price\": {\"N\": \"-\"}}', NewImage.price",
        "'{\"price\": {\"N\": \"1.2.3\"}}', NewImage.price",
        "'{\"a\": {\"L\": [{\"N\": \"1\"}, {\"N\": \"NaN\"}]}}', NewImage.a[1]",
        "'{\"a\": {\"NS\": [\"1\", \"0x2\"]}}', NewImage.a[1]",
    })
    void problemOfANumberContainsThePathOfTheValue(String image, String path) {
        assertThat(parse(withImage(image)).records().get(0).problem().orElseThrow())
                .hasMessage(path + ": not a decimal number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1.50", "1E+125", "9.99e-130", "123456789012345678901234567890.12345678"})
    void numbersOfAnyNotationAreNoProblem(String number) {
        String image = "{\"n\": {\"N\": \"" + number + "\"}, \"s\": {\"NS\": [\"" + number + "\"]}}";

        assertThat(parse(withImage(image)).records().get(0).problem()).isEmpty();
    }

    @Test
    void problemOfAKeyContainsItsPath() {
        String json = withImage("{}").replace("{\"N\": \"1\"}", "{\"N\": \"secret\"}");

        assertThat(parse(json).records().get(0).problem().orElseThrow()).hasMessage("Keys.id: not a decimal number");
    }

    @Test
    void untypedValueIsAnEmptyMapIfTheDatabaseWritesEmptyMapsWithoutType() {
        String image =
                "{\"a\": {\"S\": \"ü\"}, \"m\": { }, \"l\": {\"L\": [{}, {\"M\": {\"n\": {}}}]}, \"z\": {\"N\": \"1\"}}";

        RawRecord record =
                parse(withImage(image), UntypedValue.EMPTY_MAP).records().get(0);

        ItemValue empty = new ItemValue.M(Map.of());
        assertThat(record.problem()).isEmpty();
        assertThat(record.newImage())
                .contains(new Item(Map.of(
                        "a",
                        new ItemValue.S("ü"),
                        "m",
                        empty,
                        "l",
                        new ItemValue.L(List.of(empty, new ItemValue.M(Map.of("n", empty)))),
                        "z",
                        new ItemValue.N("1"))));
    }

    @Test
    void namesCanHaveTheMaximumLength() {
        String name = "ü".repeat(65_535 / 2);

        assertThat(parse(withImage("{\"" + name + "\": {\"S\": \"x\"}}"))
                        .records()
                        .get(0)
                        .newImage())
                .contains(new Item(Map.of(name, new ItemValue.S("x"))));
    }
}
