/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBool;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBs;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNs;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNul;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromSs;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

class HeapWeightTest {
    private static final long RECORD = 480;
    private static final long MAP = 100;
    private static final long VALUE = 170;

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("text", fromS("abc"), VALUE + 3),
                Arguments.of("Latin-1 text", fromS("äöü"), VALUE + 3),
                Arguments.of("text outside of Latin-1", fromS("жук"), VALUE + 6),
                Arguments.of("number", fromN("-1.5"), VALUE + 4),
                Arguments.of("binary", fromB(SdkBytes.fromByteArray(new byte[1000])), VALUE + 1000),
                Arguments.of("null", fromNul(true), VALUE),
                Arguments.of("boolean", fromBool(false), VALUE),
                Arguments.of("text set", fromSs(List.of("a", "bc")), VALUE + 2 * VALUE + 3),
                Arguments.of("number set", fromNs(List.of("1", "23")), VALUE + 2 * VALUE + 3),
                Arguments.of("binary set", fromBs(List.of(SdkBytes.fromByteArray(new byte[7]))), VALUE + VALUE + 7),
                Arguments.of("empty list", fromL(List.of()), VALUE),
                Arguments.of("list of nulls", fromL(Collections.nCopies(1000, fromNul(true))), VALUE + 1000 * VALUE),
                Arguments.of("empty map", fromM(Map.of()), VALUE + MAP),
                Arguments.of("map", fromM(Map.of("name", fromS("x"))), VALUE + MAP + 4 + VALUE + 1),
                Arguments.of("unknown type", AttributeValue.builder().build(), VALUE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void valueAtAnyDepthAndItsTextsAreCounted(String name, AttributeValue value, long expected) {
        assertThat(HeapWeight.of(Map.of("a", value)) - RECORD - MAP - 1).isEqualTo(expected);
    }

    @Test
    void tombstoneOfARemoveIsCounted() {
        StreamRecord change =
                StreamRecord.builder().keys(Map.of("id", fromS("x"))).build();
        Record.Builder record = Record.builder().dynamodb(change);
        long insert = HeapWeight.of(record.eventName(OperationType.INSERT).build());

        assertThat(HeapWeight.of(record.eventName(OperationType.REMOVE).build()) - insert)
                .isEqualTo(1_100);
    }

    @Test
    void keysAndBothImagesAreCounted() {
        StreamRecord.Builder change = StreamRecord.builder()
                .keys(Map.of("id", fromS("x")))
                .oldImage(Map.of("id", fromS("x"), "a", fromN("1")))
                .newImage(Map.of("id", fromS("x"), "a", fromN("22")));

        assertThat(HeapWeight.of(Record.builder().dynamodb(change.build()).build()))
                .isEqualTo(RECORD + 3 * MAP + 3 * (2 + VALUE + 1) + (1 + VALUE + 1) + (1 + VALUE + 2));
    }

    @Test
    void recordWithoutImagesIsWeighed() {
        assertThat(HeapWeight.of(Record.builder()
                        .dynamodb(StreamRecord.builder().build())
                        .build()))
                .isEqualTo(RECORD + 3 * MAP);
    }

    @Test
    void longNamesAreCounted() {
        Map<String, AttributeValue> item = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            item.put("n".repeat(253) + (10 + i), fromS(""));
        }

        assertThat(HeapWeight.of(item)).isEqualTo(RECORD + MAP + 40 * (255 + VALUE));
    }

    @Test
    void valuesAt32LevelsAreWeighed() {
        AttributeValue value = fromN("1");
        for (int level = 0; level < 31; level++) {
            value = level % 2 == 0 ? fromM(Map.of("k", value)) : fromL(List.of(value));
        }

        assertThat(HeapWeight.of(Map.of("a", value)))
                .isEqualTo(RECORD + MAP + 1 + 31 * VALUE + 16 * (MAP + 1) + VALUE + 1);
    }
}
