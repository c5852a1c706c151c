/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/2 connection whose flow-control window is 0: the server cannot send any response, and no status that follows
 * one. gRPC clients always have a window.
 */
public final class UnreadStreams implements AutoCloseable {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    private static final int DATA = 0x0;
    private static final int HEADERS = 0x1;
    private static final int RST_STREAM = 0x3;
    private static final int SETTINGS = 0x4;
    private static final int PING = 0x6;
    private static final int ACK = 0x1;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;
    /** The frame with {@code SETTINGS_INITIAL_WINDOW_SIZE}. */
    private static final byte[] WINDOW_0 = {0, 4, 0, 0, 0, 0};

    private final Socket socket;
    private final DataOutputStream out;
    private final Set<Integer> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger reset = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private int nextStream = 1;

    public UnreadStreams(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        out = new DataOutputStream(socket.getOutputStream());
        out.write(PREFACE);
        writeFrame(SETTINGS, 0, 0, WINDOW_0);
        Thread reader = new Thread(this::readFrames, "unread-streams");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a call. */
    public void call(String method, Message request) throws IOException {
        int stream = nextStream;
        nextStream += 2;
        open.add(stream);
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        Map.of(":method", "POST", ":scheme", "http", ":path", "/" + method)
                .forEach((name, value) -> writeHeader(headers, name, value));
        Map.of("content-type", "application/grpc", "te", "trailers")
                .forEach((name, value) -> writeHeader(headers, name, value));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream message = new DataOutputStream(body);
        message.writeByte(0);
        message.writeInt(request.getSerializedSize());
        request.writeTo(message);
        writeFrame(HEADERS, END_HEADERS, stream, headers.toByteArray());
        writeFrame(DATA, END_STREAM, stream, body.toByteArray());
    }

    /** A literal field without indexing and with a new name. */
    private static void writeHeader(ByteArrayOutputStream headers, String name, String value) {
        headers.write(0);
        headers.write(name.length());
        headers.writeBytes(name.getBytes(US_ASCII));
        headers.write(value.length());
        headers.writeBytes(value.getBytes(US_ASCII));
    }

    private synchronized void writeFrame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
    }

    private void readFrames() {
        try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(length);
                if (payload.length < length) {
                    throw new EOFException();
                }
                handle(type, flags, stream, payload);
            }
        } catch (IOException e) {
            // Closed by either side.
            closed.countDown();
        }
    }

    private void handle(int type, int flags, int stream, byte[] payload) throws IOException {
        boolean isAck = (flags & ACK) != 0;
        if (type == SETTINGS && !isAck) {
            writeFrame(SETTINGS, ACK, 0, new byte[0]);
        } else if (type == PING && !isAck) {
            writeFrame(PING, ACK, 0, payload);
        } else if (type == RST_STREAM && open.remove(stream)) {
            reset.incrementAndGet();
        } else if (type == HEADERS && (flags & END_STREAM) != 0 && open.remove(stream)) {
            refused.incrementAndGet();
        }
    }

    /** The number of calls whose end the server has not sent. */
    public int open() {
        return open.size();
    }

    /** The number of calls that the server has reset. */
    public int reset() {
        return reset.get();
    }

    /** The number of calls that ended with a status and without a response. */
    public int refused() {
        return refused.get();
    }

    /** Whether the connection has ended. */
    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
