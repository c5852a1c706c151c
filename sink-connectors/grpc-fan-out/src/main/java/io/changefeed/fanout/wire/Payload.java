/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import com.google.protobuf.MessageLite;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** A response whose bytes are there already. */
public final class Payload {
    /** For responses alone: the server never reads one. */
    public static final MethodDescriptor.Marshaller<Payload> MARSHALLER = new Marshaller();

    private final List<Slice> slices;
    private final int length;

    Payload(List<Slice> slices) {
        this.slices = List.copyOf(slices);
        this.length = slices.stream().mapToInt(Slice::length).sum();
    }

    public static Payload of(MessageLite message) {
        return new Payload(List.of(Slice.of(message.toByteArray())));
    }

    public int length() {
        return length;
    }

    private static final class Marshaller implements MethodDescriptor.Marshaller<Payload> {
        @Override
        public InputStream stream(Payload payload) {
            return new Bytes(payload);
        }

        @Override
        public Payload parse(InputStream stream) {
            throw new UnsupportedOperationException("a server sends responses and reads none");
        }
    }

    /** gRPC drains it into its buffers; what reads it byte by byte is slower. */
    private static final class Bytes extends InputStream implements KnownLength, Drainable {
        private final Payload payload;
        private int slice;
        private InputStream current = new ByteArrayInputStream(new byte[0]);
        private int left;

        Bytes(Payload payload) {
            this.payload = payload;
            left = payload.length;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            if (left != payload.length) {
                throw new IOException("it has been read in part");
            }
            for (Slice part : payload.slices) {
                target.write(part.bytes(), part.from(), part.length());
            }
            left = 0;
            return payload.length;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            int next = current.read();
            while (next < 0) {
                Slice part = payload.slices.get(slice++);
                current = new ByteArrayInputStream(part.bytes(), part.from(), part.length());
                next = current.read();
            }
            left--;
            return next;
        }

        @Override
        public int available() {
            return left;
        }
    }
}
