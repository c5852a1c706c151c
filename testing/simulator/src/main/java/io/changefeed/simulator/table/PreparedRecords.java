/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.stream.SequenceNumber;
import io.changefeed.simulator.stream.StreamRecord;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * Generates any number of records in the memory of one record: MODIFY records of a few items in rotation, with
 * consecutive sequence numbers. The JSON of a record is created when it is served, from a template in which its numbers
 * are replaced.
 */
final class PreparedRecords extends AbstractList<StreamRecord> implements RandomAccess {
    private static final String SOME_ITEM = "987654321012";
    private static final String SOME_RECORD = "123456789098";
    private static final long FIRST_ITEM = 100_000_000_000L;

    private final int count;
    private final int items;
    private final long firstItem;
    private final SequenceNumber first;
    private final Instant appended;
    private final int sizeBytes;
    private final byte[] template;
    private final List<Integer> itemOffsets;
    private final int recordOffset;
    private final int numberOffset;

    /**
     * Prepares {@code count} records.
     *
     * @param attributes the attributes of both images besides the key
     * @param firstItem the number of the first of the {@code items} that are modified
     */
    PreparedRecords(
            int count,
            ObjectNode attributes,
            int items,
            long firstItem,
            SequenceNumber first,
            KeySchema keySchema,
            RecordJson json,
            Instant appended) {
        this.count = count;
        this.items = items;
        this.firstItem = FIRST_ITEM + firstItem;
        this.first = first;
        this.appended = appended;
        Change change = someChange(keySchema, attributes, appended);
        this.sizeBytes = json.sizeBytes(change);
        String prefix = first.toString().substring(first.toString().length() - 20);
        this.template = json.of(change, first, prefix + SOME_RECORD);
        // ISO 8859-1 has one byte for each character, so offsets in the text are offsets in the bytes.
        String text = new String(template, ISO_8859_1);
        this.itemOffsets = offsets(text, SOME_ITEM);
        this.recordOffset = text.indexOf(SOME_RECORD);
        this.numberOffset = text.lastIndexOf(first.toString());
    }

    private static Change someChange(KeySchema keySchema, ObjectNode attributes, Instant time) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.putObject(keySchema.partition().name())
                .put(keySchema.partition().type().name(), SOME_ITEM);
        keySchema
                .sort()
                .ifPresent(sort -> item.putObject(sort.name())
                        .put(sort.type().name(), "0000".substring(0, sort.type() == KeySchema.KeyType.N ? 1 : 4)));
        ObjectNode key = keySchema.keyOf(item);
        item.setAll(attributes);
        return new Change(key, Optional.of(item), Optional.of(item), time, Optional.empty());
    }

    private static List<Integer> offsets(String json, String text) {
        List<Integer> offsets = new ArrayList<>();
        for (int offset = json.indexOf(text); offset >= 0; offset = json.indexOf(text, offset + 1)) {
            offsets.add(offset);
        }
        return offsets;
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public StreamRecord get(int index) {
        SequenceNumber number = first.plus(index);
        return new StreamRecord(number, appended, sizeBytes, () -> json(index, number));
    }

    private byte[] json(int index, SequenceNumber number) {
        byte[] json = template.clone();
        byte[] item = Long.toString(firstItem + index % items).getBytes(US_ASCII);
        for (int offset : itemOffsets) {
            System.arraycopy(item, 0, json, offset, item.length);
        }
        byte[] record = Long.toString(FIRST_ITEM + index).getBytes(US_ASCII);
        System.arraycopy(record, 0, json, recordOffset, record.length);
        byte[] digits = number.toString().getBytes(US_ASCII);
        System.arraycopy(digits, 0, json, numberOffset, digits.length);
        return json;
    }
}
