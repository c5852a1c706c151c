/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An encoded response. */
public final class Payload {
    /** Encodes only: the server never parses responses. */
    public static final MethodDescriptor.Marshaller<Payload> MARSHALLER = new Marshaller();

    private final List<ByteString> parts;

    Payload(List<ByteString> parts) {
        this.parts = List.copyOf(parts);
    }

    public static Payload of(MessageLite message) {
        return new Payload(List.of(message.toByteString()));
    }

    private static final class Marshaller implements MethodDescriptor.Marshaller<Payload> {
        @Override
        public InputStream stream(Payload payload) {
            return new Bytes(payload.parts);
        }

        @Override
        public Payload parse(InputStream stream) {
            throw new UnsupportedOperationException("a server does not parse responses");
        }
    }

    /** gRPC drains this stream into its buffers; it calls {@code read} only for compression. */
    private static final class Bytes extends InputStream implements KnownLength, Drainable {
        private final List<ByteString> parts;
        private int remaining;
        private @Nullable InputStream reading;

        Bytes(List<ByteString> parts) {
            this.parts = parts;
            remaining = parts.stream().mapToInt(ByteString::size).sum();
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            for (ByteString part : parts) {
                part.writeTo(target);
            }
            int drained = remaining;
            remaining = 0;
            return drained;
        }

        @Override
        public int read() throws IOException {
            int next = reading().read();
            remaining -= next < 0 ? 0 : 1;
            return next;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int read = reading().read(target, from, length);
            remaining -= Math.max(0, read);
            return read;
        }

        private InputStream reading() {
            if (reading == null) {
                reading = ByteString.copyFrom(parts).newInput();
            }
            return reading;
        }

        @Override
        public int available() {
            return remaining;
        }
    }
}
