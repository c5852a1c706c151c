/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.TextFormat;
import io.changefeed.grpc.ddbstream.DdbstreamProto;
import io.changefeed.grpc.v1.ChangeFeedProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Compares the proto files with their published descriptors. To publish an addition, run this test with
 * {@code -Dpublished.write=true}. Never publish to silence a failure.
 */
class CompatibilityTest {
    private static final Map<String, FileDescriptorProto> NOW = Map.of(
            "changefeed.v1", ChangeFeedProto.getDescriptor().toProto(),
            "ddbstream", DdbstreamProto.getDescriptor().toProto());

    private static Path file(String name) {
        return Path.of("src/test/resources/published", name + ".txtpb");
    }

    private static FileDescriptorProto published(String name) throws IOException {
        FileDescriptorProto now = NOW.getOrDefault(name, FileDescriptorProto.getDefaultInstance());
        if (Boolean.getBoolean("published.write")) {
            Files.writeString(file(name), TextFormat.printer().printToString(now));
        }
        FileDescriptorProto.Builder published = FileDescriptorProto.newBuilder();
        TextFormat.merge(Files.readString(file(name)), published);
        return published.build();
    }

    @Test
    void publishedDescriptorsStayCompatible() throws IOException {
        for (Map.Entry<String, FileDescriptorProto> file : NOW.entrySet()) {
            assertThat(BreakingChanges.between(published(file.getKey()), file.getValue()))
                    .as(file.getKey())
                    .isEmpty();
        }
    }

    @Test
    void everyAdditionIsPublished() throws IOException {
        for (Map.Entry<String, FileDescriptorProto> file : NOW.entrySet()) {
            assertThat(BreakingChanges.between(file.getValue(), published(file.getKey())))
                    .as("unpublished additions to " + file.getKey() + "; publish them with -Dpublished.write=true")
                    .isEmpty();
        }
    }

    @Test
    void detectsABreakingChange() throws IOException {
        FileDescriptorProto now = published("changefeed.v1");
        FileDescriptorProto.Builder removed = now.toBuilder();
        removed.getMessageTypeBuilder(0).removeField(0);
        FileDescriptorProto.Builder renamed = now.toBuilder();
        renamed.getMessageTypeBuilder(0).getFieldBuilder(0).setName("other");
        FileDescriptorProto.Builder retyped = now.toBuilder();
        retyped.getMessageTypeBuilder(0).getFieldBuilder(0).setType(Type.TYPE_BYTES);
        FileDescriptorProto.Builder renumbered = now.toBuilder();
        renumbered.getEnumTypeBuilder(0).getValueBuilder(1).setNumber(77);
        FileDescriptorProto.Builder unstreamed = now.toBuilder();
        unstreamed.getServiceBuilder(0).getMethodBuilder(0).setServerStreaming(false);

        assertThat(BreakingChanges.between(now, removed.build())).isNotEmpty();
        assertThat(BreakingChanges.between(now, renamed.build())).isNotEmpty();
        assertThat(BreakingChanges.between(now, retyped.build())).isNotEmpty();
        assertThat(BreakingChanges.between(now, renumbered.build())).isNotEmpty();
        assertThat(BreakingChanges.between(now, unstreamed.build())).isNotEmpty();
    }

    @Test
    void acceptsAnAddition() throws IOException {
        FileDescriptorProto now = published("changefeed.v1");
        FileDescriptorProto.Builder added = now.toBuilder();
        added.getMessageTypeBuilder(0)
                .addFieldBuilder()
                .setName("more")
                .setNumber(99)
                .setType(Type.TYPE_BOOL);

        assertThat(BreakingChanges.between(now, added.build())).isEmpty();
    }
}
