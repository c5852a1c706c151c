/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import com.google.protobuf.CodedInputStream;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemKey;
import io.changefeed.event.Operation;
import io.changefeed.grpc.v1.EventBatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event as a field of an {@link EventBatch}, written once for all subscribers: its frame, its operation, what every
 * subscriber gets, the old image, the new image. Subscribers that get less, or another operation, get the parts that they
 * need under a frame of their own.
 */
public final class EncodedEvent {
    /** Of messages in messages: more than any item has that could be read. */
    private static final int DEEPEST = 10_000;

    private final byte[] bytes;
    private final int operationFrom;
    private final int headFrom;
    private final int beforeFrom;
    private final int afterFrom;
    private final Operation operation;

    private EncodedEvent(Operation operation, byte[]... parts) {
        this.operation = operation;
        int content = 0;
        for (byte[] part : parts) {
            content += part.length;
        }
        byte[] frame = Frames.header(EventBatch.EVENTS_FIELD_NUMBER, content);
        bytes = new byte[frame.length + content];
        System.arraycopy(frame, 0, bytes, 0, frame.length);
        int at = frame.length;
        int[] from = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            from[i] = at;
            System.arraycopy(parts[i], 0, bytes, at, parts[i].length);
            at += parts[i].length;
        }
        operationFrom = from[0];
        headFrom = from[1];
        beforeFrom = from[2];
        afterFrom = from[3];
    }

    public static EncodedEvent of(ChangeEvent event) {
        io.changefeed.grpc.v1.ChangeEvent head = io.changefeed.grpc.v1.ChangeEvent.newBuilder()
                .setEventId(event.source().eventId())
                .setKey(Values.item(event.key().attributes()))
                .setChangeTime(Sources.timestamp(event.source().time()))
                .setOrder(event.source().order().text())
                .setSource(Sources.message(event.source()))
                .setPublishTime(Sources.timestamp(event.time()))
                .build();
        return new EncodedEvent(
                event.operation(),
                operation(event.operation()),
                head.toByteArray(),
                image(event.before(), io.changefeed.grpc.v1.ChangeEvent.Builder::setBefore),
                image(event.after(), io.changefeed.grpc.v1.ChangeEvent.Builder::setAfter));
    }

    private static byte[] operation(Operation operation) {
        return io.changefeed.grpc.v1.ChangeEvent.newBuilder()
                .setOperation(Operations.message(operation))
                .build()
                .toByteArray();
    }

    private interface Field {
        io.changefeed.grpc.v1.ChangeEvent.Builder set(
                io.changefeed.grpc.v1.ChangeEvent.Builder event, io.changefeed.grpc.v1.Item item);
    }

    private static byte[] image(Optional<Item> image, Field field) {
        return image.map(item -> field.set(
                                io.changefeed.grpc.v1.ChangeEvent.newBuilder(), Values.item(item.attributes()))
                        .build()
                        .toByteArray())
                .orElse(new byte[0]);
    }

    /** What it takes on the heap, but for a few objects of constant size. */
    public int size() {
        return bytes.length;
    }

    /**
     * Adds the event, as one subscriber gets it, to a batch.
     *
     * @param told what the event is to the subscriber
     * @return how many bytes that are
     */
    int addTo(List<Slice> batch, Operation told, Images images) {
        boolean isBefore = images.isOldWanted() && told.hasBefore();
        boolean isAfter = images.isNewWanted() && told.hasAfter();
        boolean isWhole = told == operation
                && (isBefore || beforeFrom == afterFrom)
                && (isAfter || afterFrom == bytes.length);
        if (isWhole) {
            batch.add(Slice.of(bytes));
            return bytes.length;
        }
        byte[] code = told == operation ? new byte[0] : operation(told);
        int from = told == operation ? operationFrom : headFrom;
        int to = isBefore ? afterFrom : beforeFrom;
        int content = code.length + to - from + (isAfter ? bytes.length - afterFrom : 0);
        byte[] frame = Frames.header(EventBatch.EVENTS_FIELD_NUMBER, content);
        batch.add(Slice.of(frame));
        batch.add(Slice.of(code));
        batch.add(new Slice(bytes, from, to - from));
        if (isAfter) {
            batch.add(new Slice(bytes, afterFrom, bytes.length - afterFrom));
        }
        return frame.length + content;
    }

    /** The event that was encoded. */
    public ChangeEvent decode() {
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes, operationFrom, bytes.length - operationFrom);
            in.setRecursionLimit(DEEPEST);
            io.changefeed.grpc.v1.ChangeEvent message = io.changefeed.grpc.v1.ChangeEvent.parseFrom(in);
            return new ChangeEvent(
                    operation,
                    new ItemKey(Values.attributes(message.getKey().getAttributesMap())),
                    item(message.hasBefore(), message.getBefore().getAttributesMap()),
                    item(message.hasAfter(), message.getAfter().getAttributesMap()),
                    Sources.source(message),
                    Sources.instant(message.getPublishTime()));
        } catch (IOException e) {
            throw new IllegalStateException("what was encoded cannot be decoded", e);
        }
    }

    private static Optional<Item> item(
            boolean isPresent, Map<String, io.changefeed.grpc.v1.ItemValue> attributes) {
        return isPresent ? Optional.of(new Item(Values.attributes(attributes))) : Optional.empty();
    }
}
