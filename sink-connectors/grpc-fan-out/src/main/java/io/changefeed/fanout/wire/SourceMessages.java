/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import com.google.protobuf.Timestamp;
import io.changefeed.event.DroppedImages;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import io.changefeed.event.ViewType;
import io.changefeed.grpc.v1.ChangeEvent;
import io.changefeed.grpc.v1.Snapshot;
import io.changefeed.grpc.v1.UserIdentity;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Converts the source of events to protobuf messages and back. */
final class SourceMessages {
    private static final String VIEW_TYPE = "VIEW_TYPE_";
    private static final String DROPPED = "DROPPED_IMAGES_";
    private static final Map<Source.Snapshot, Snapshot> SNAPSHOTS = Map.of(
            Source.Snapshot.FALSE, Snapshot.SNAPSHOT_UNSPECIFIED,
            Source.Snapshot.TRUE, Snapshot.SNAPSHOT_INITIAL,
            Source.Snapshot.INCREMENTAL, Snapshot.SNAPSHOT_INCREMENTAL);

    private SourceMessages() {}

    static io.changefeed.grpc.v1.Source message(Source source) {
        io.changefeed.grpc.v1.Source.Builder message = io.changefeed.grpc.v1.Source.newBuilder()
                .setTable(source.table())
                .setRegion(source.region())
                .setAccount(source.account())
                .setSizeBytes(source.sizeBytes())
                .setTimeToLive(source.timeToLive())
                .setSnapshot(SNAPSHOTS.getOrDefault(source.snapshot(), Snapshot.SNAPSHOT_UNSPECIFIED))
                .setConnector(source.name())
                .setVersion(source.version());
        source.streamArn().ifPresent(message::setStreamArn);
        source.shardId().ifPresent(message::setShardId);
        source.sequenceNumber().ifPresent(message::setSequenceNumber);
        source.snapshotId().ifPresent(message::setSnapshotId);
        source.viewType()
                .map(type -> io.changefeed.grpc.v1.ViewType.valueOf(VIEW_TYPE + type.name()))
                .ifPresent(message::setViewType);
        source.droppedImages()
                .map(images -> io.changefeed.grpc.v1.DroppedImages.valueOf(DROPPED + images.name()))
                .ifPresent(message::setDroppedImages);
        source.userIdentity()
                .map(user -> UserIdentity.newBuilder()
                        .setType(user.type())
                        .setPrincipalId(user.principalId())
                        .build())
                .ifPresent(message::setUserIdentity);
        return message.build();
    }

    static Source source(ChangeEvent event) {
        io.changefeed.grpc.v1.Source source = event.getSource();
        return new Source(
                source.getVersion(),
                source.getConnector(),
                instant(event.getChangeTime()),
                snapshot(source.getSnapshot()),
                source.getRegion(),
                source.getTable(),
                source.getAccount(),
                optional(source.hasStreamArn(), source.getStreamArn()),
                optional(source.hasShardId(), source.getShardId()),
                optional(source.hasSequenceNumber(), source.getSequenceNumber()),
                new Order(event.getOrder()),
                event.getEventId(),
                source.getViewTypeValue() == 0
                        ? Optional.empty()
                        : Optional.of(
                                ViewType.valueOf(source.getViewType().name().substring(VIEW_TYPE.length()))),
                source.getSizeBytes(),
                source.getTimeToLive(),
                source.hasUserIdentity()
                        ? Optional.of(new io.changefeed.event.UserIdentity(
                                source.getUserIdentity().getType(),
                                source.getUserIdentity().getPrincipalId()))
                        : Optional.empty(),
                optional(source.hasSnapshotId(), source.getSnapshotId()),
                source.getDroppedImagesValue() == 0
                        ? Optional.empty()
                        : Optional.of(DroppedImages.valueOf(
                                source.getDroppedImages().name().substring(DROPPED.length()))));
    }

    private static Source.Snapshot snapshot(Snapshot message) {
        return SNAPSHOTS.entrySet().stream()
                .filter(pair -> pair.getValue() == message)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static Optional<String> optional(boolean isPresent, String text) {
        return isPresent ? Optional.of(text) : Optional.empty();
    }

    static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
