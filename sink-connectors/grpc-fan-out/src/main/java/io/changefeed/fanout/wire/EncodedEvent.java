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
 * An event as a field of an {@link EventBatch}, encoded once for all subscribers: header, identity (operation, event ID and
 * order), common fields, old image, new image. Subscribers that receive fewer images or another operation receive the
 * parts that they need under a separate header.
 */
public final class EncodedEvent {
    /** The limit for nested messages, which is greater than the depth of any item. */
    private static final int MAX_DEPTH = 10_000;

    private final ByteString bytes;
    private final int identityStart;
    private final int commonStart;
    private final int beforeStart;
    private final int afterStart;
    private final Operation operation;

    private EncodedEvent(
            Operation operation, ByteString identity, ByteString common, ByteString before, ByteString after) {
        this.operation = operation;
        ByteString header = FieldHeaders.lengthDelimited(
                EventBatch.EVENTS_FIELD_NUMBER, identity.size() + common.size() + before.size() + after.size());
        identityStart = header.size();
        commonStart = identityStart + identity.size();
        beforeStart = commonStart + common.size();
        afterStart = beforeStart + before.size();
        byte[] all = new byte[afterStart + after.size()];
        header.copyTo(all, 0);
        identity.copyTo(all, identityStart);
        common.copyTo(all, commonStart);
        before.copyTo(all, beforeStart);
        after.copyTo(all, afterStart);
        bytes = UnsafeByteOperations.unsafeWrap(all);
    }

    public static EncodedEvent of(ChangeEvent event) {
        io.changefeed.grpc.v1.ChangeEvent common = io.changefeed.grpc.v1.ChangeEvent.newBuilder()
                .setKey(ValueMessages.item(event.key().attributes()))
                .setChangeTime(SourceMessages.timestamp(event.source().time()))
                .setSource(SourceMessages.message(event.source()))
                .setPublishTime(SourceMessages.timestamp(event.time()))
                .build();
        return new EncodedEvent(
                event.operation(),
                identity(event),
                common.toByteString(),
                image(event.before(), io.changefeed.grpc.v1.ChangeEvent.Builder::setBefore),
                image(event.after(), io.changefeed.grpc.v1.ChangeEvent.Builder::setAfter));
    }

    private static ByteString identity(ChangeEvent event) {
        return io.changefeed.grpc.v1.ChangeEvent.newBuilder()
                .setOperation(OperationMessages.message(event.operation()))
                .setEventId(event.source().eventId())
                .setOrder(event.source().order().text())
                .build()
                .toByteString();
    }

    private interface Field {
        io.changefeed.grpc.v1.ChangeEvent.Builder set(
                io.changefeed.grpc.v1.ChangeEvent.Builder event, io.changefeed.grpc.v1.Item item);
    }

    private static ByteString image(Optional<Item> image, Field field) {
        return image.map(item -> field.set(
                                io.changefeed.grpc.v1.ChangeEvent.newBuilder(), ValueMessages.item(item.attributes()))
                        .build()
                        .toByteString())
                .orElse(ByteString.EMPTY);
    }

    /** Returns the heap bytes of the encoded event, without a few objects of constant size. */
    public int size() {
        return bytes.size();
    }

    /**
     * Adds the event to a batch in the form that one subscriber receives.
     *
     * @param visibleAs the operation that the subscriber sees
     * @return the number of bytes added
     */
    int addTo(List<ByteString> batch, Operation visibleAs, Images images) {
        boolean includesBefore = images.includesOld() && visibleAs.hasBefore();
        boolean includesAfter = images.includesNew() && visibleAs.hasAfter();
        boolean isWhole = visibleAs == operation
                && (includesBefore || beforeStart == afterStart)
                && (includesAfter || afterStart == bytes.size());
        if (isWhole) {
            batch.add(bytes);
            return bytes.size();
        }
        ByteString identity = visibleAs == operation ? ByteString.EMPTY : identity(visibleAs);
        int from = visibleAs == operation ? identityStart : commonStart;
        int to = includesBefore ? afterStart : beforeStart;
        int content = identity.size() + to - from + (includesAfter ? bytes.size() - afterStart : 0);
        ByteString header = FieldHeaders.lengthDelimited(EventBatch.EVENTS_FIELD_NUMBER, content);
        batch.add(header);
        batch.add(identity);
        batch.add(bytes.substring(from, to));
        if (includesAfter) {
            batch.add(bytes.substring(afterStart));
        }
        return header.size() + content;
    }

    /** The identity for a subscriber that sees another operation. */
    private ByteString identity(Operation visibleAs) {
        ChangeEvent event = decode(beforeStart);
        return identity(visibleAs == Operation.REMOVE ? event.toRemove() : event.toInsert());
    }

    /** Decodes the event. */
    public ChangeEvent decode() {
        return decode(bytes.size());
    }

    private ChangeEvent decode(int end) {
        try {
            CodedInputStream in = bytes.substring(identityStart, end).newCodedInput();
            in.setRecursionLimit(MAX_DEPTH);
            io.changefeed.grpc.v1.ChangeEvent message = io.changefeed.grpc.v1.ChangeEvent.parseFrom(in);
            return new ChangeEvent(
                    operation,
                    new ItemKey(ValueMessages.attributes(message.getKey().getAttributesMap())),
                    item(message.hasBefore(), message.getBefore().getAttributesMap()),
                    item(message.hasAfter(), message.getAfter().getAttributesMap()),
                    SourceMessages.source(message),
                    SourceMessages.instant(message.getPublishTime()));
        } catch (IOException e) {
            throw new IllegalStateException("an encoded event cannot be decoded", e);
        }
    }

    private static Optional<Item> item(boolean isPresent, Map<String, io.changefeed.grpc.v1.ItemValue> attributes) {
        return isPresent ? Optional.of(new Item(ValueMessages.attributes(attributes))) : Optional.empty();
    }
}
