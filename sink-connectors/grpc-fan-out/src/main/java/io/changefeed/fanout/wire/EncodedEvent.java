/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
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

    private final ByteString bytes;
    private final int operationFrom;
    private final int headFrom;
    private final int beforeFrom;
    private final int afterFrom;
    private final Operation operation;

    private EncodedEvent(Operation operation, ByteString code, ByteString head, ByteString before, ByteString after) {
        this.operation = operation;
        ByteString frame =
                Frames.header(EventBatch.EVENTS_FIELD_NUMBER, code.size() + head.size() + before.size() + after.size());
        operationFrom = frame.size();
        headFrom = operationFrom + code.size();
        beforeFrom = headFrom + head.size();
        afterFrom = beforeFrom + before.size();
        byte[] all = new byte[afterFrom + after.size()];
        frame.copyTo(all, 0);
        code.copyTo(all, operationFrom);
        head.copyTo(all, headFrom);
        before.copyTo(all, beforeFrom);
        after.copyTo(all, afterFrom);
        bytes = UnsafeByteOperations.unsafeWrap(all);
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
                head.toByteString(),
                image(event.before(), io.changefeed.grpc.v1.ChangeEvent.Builder::setBefore),
                image(event.after(), io.changefeed.grpc.v1.ChangeEvent.Builder::setAfter));
    }

    private static ByteString operation(Operation operation) {
        return io.changefeed.grpc.v1.ChangeEvent.newBuilder()
                .setOperation(Operations.message(operation))
                .build()
                .toByteString();
    }

    private interface Field {
        io.changefeed.grpc.v1.ChangeEvent.Builder set(
                io.changefeed.grpc.v1.ChangeEvent.Builder event, io.changefeed.grpc.v1.Item item);
    }

    private static ByteString image(Optional<Item> image, Field field) {
        return image.map(item -> field.set(
                                io.changefeed.grpc.v1.ChangeEvent.newBuilder(), Values.item(item.attributes()))
                        .build()
                        .toByteString())
                .orElse(ByteString.EMPTY);
    }

    /** What it takes on the heap, but for a few objects of constant size. */
    public int size() {
        return bytes.size();
    }

    /**
     * Adds the event, as one subscriber gets it, to a batch.
     *
     * @param told what the event is to the subscriber
     * @return how many bytes that are
     */
    int addTo(List<ByteString> batch, Operation told, Images images) {
        boolean isBefore = images.isOldWanted() && told.hasBefore();
        boolean isAfter = images.isNewWanted() && told.hasAfter();
        boolean isWhole =
                told == operation && (isBefore || beforeFrom == afterFrom) && (isAfter || afterFrom == bytes.size());
        if (isWhole) {
            batch.add(bytes);
            return bytes.size();
        }
        ByteString code = told == operation ? ByteString.EMPTY : operation(told);
        int from = told == operation ? operationFrom : headFrom;
        int to = isBefore ? afterFrom : beforeFrom;
        int content = code.size() + to - from + (isAfter ? bytes.size() - afterFrom : 0);
        ByteString frame = Frames.header(EventBatch.EVENTS_FIELD_NUMBER, content);
        batch.add(frame);
        batch.add(code);
        batch.add(bytes.substring(from, to));
        if (isAfter) {
            batch.add(bytes.substring(afterFrom));
        }
        return frame.size() + content;
    }

    /** The event that was encoded. */
    public ChangeEvent decode() {
        try {
            CodedInputStream in = bytes.substring(operationFrom).newCodedInput();
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

    private static Optional<Item> item(boolean isPresent, Map<String, io.changefeed.grpc.v1.ItemValue> attributes) {
        return isPresent ? Optional.of(new Item(Values.attributes(attributes))) : Optional.empty();
    }
}
