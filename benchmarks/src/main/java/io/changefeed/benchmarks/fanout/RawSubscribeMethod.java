/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.fanout;

import com.google.protobuf.ByteString;
import io.changefeed.grpc.v1.ChangeFeedGrpc;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * The Subscribe method with responses as bytes, so that the measurement does not include protobuf on the client and the
 * bare server.
 */
final class RawSubscribeMethod {
    static final MethodDescriptor<SubscribeRequest, ByteString> SUBSCRIBE =
            ChangeFeedGrpc.getSubscribeMethod().toBuilder(
                            ChangeFeedGrpc.getSubscribeMethod().getRequestMarshaller(), new Marshaller())
                    .build();

    private RawSubscribeMethod() {}

    private static final class Marshaller implements MethodDescriptor.Marshaller<ByteString> {
        @Override
        public InputStream stream(ByteString bytes) {
            return new Bytes(bytes);
        }

        @Override
        public ByteString parse(InputStream stream) {
            try {
                return ByteString.readFrom(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Bytes extends FilterInputStream implements KnownLength, Drainable {
        private final ByteString bytes;

        Bytes(ByteString bytes) {
            super(bytes.newInput());
            this.bytes = bytes;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            bytes.writeTo(target);
            return bytes.size();
        }
    }
}
