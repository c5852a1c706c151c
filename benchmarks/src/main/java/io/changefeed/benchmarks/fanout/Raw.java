/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.fanout;

import com.google.protobuf.ByteString;
import io.changefeed.grpc.v1.ChangeFeedGrpc;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Subscribing with responses as bytes, so that neither side is measured with what protobuf takes. */
final class Raw {
    static final MethodDescriptor<SubscribeRequest, ByteString> SUBSCRIBE = ChangeFeedGrpc.getSubscribeMethod()
            .toBuilder(ChangeFeedGrpc.getSubscribeMethod().getRequestMarshaller(), new Marshaller())
            .build();

    private Raw() {}

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

    private static final class Bytes extends InputStream implements KnownLength, Drainable {
        private final ByteString bytes;
        private final InputStream in;

        Bytes(ByteString bytes) {
            this.bytes = bytes;
            in = bytes.newInput();
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            bytes.writeTo(target);
            return bytes.size();
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }
    }
}
