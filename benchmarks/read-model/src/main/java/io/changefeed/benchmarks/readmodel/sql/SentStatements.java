/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Counts what clients send to a PostgreSQL server: the bytes, and the executed statements by the first word of their
 * text.
 */
public final class SentStatements {
    private static final int MAJOR_VERSION = 3;
    private static final int INITIAL_CAPACITY = 1 << 20;
    private static final String COMMIT = "COMMIT";

    private final Map<String, Long> executed = new HashMap<>();
    private long bytes;

    /**
     * What was sent so far.
     *
     * @param commits the number of transactions
     * @param statements the number of other statements, without those that start a transaction
     */
    public record Count(long bytes, long commits, long statements) {
        Count since(Count earlier) {
            return new Count(bytes - earlier.bytes, commits - earlier.commits, statements - earlier.statements);
        }
    }

    public synchronized Count count() {
        long commits = executed.getOrDefault(COMMIT, 0L);
        long all = executed.values().stream().mapToLong(each -> each).sum();
        return new Count(bytes, commits, all - commits - executed.getOrDefault("BEGIN", 0L));
    }

    private synchronized void addBytes(int sent) {
        bytes += sent;
    }

    private synchronized void addStatement(String sql) {
        executed.merge(sql.strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT), 1L, Long::sum);
    }

    /** Returns an observer of a new connection. */
    public Consumer<ByteBuffer> observer() {
        return new Connection()::receive;
    }

    /** Reads the messages of the protocol: a type, except before authentication, and a length that includes itself. */
    private final class Connection {
        private final Map<String, String> prepared = new HashMap<>();
        /** The messages that are not complete yet. */
        private ByteBuffer received = ByteBuffer.allocate(INITIAL_CAPACITY);

        private boolean isStarted;

        void receive(ByteBuffer data) {
            addBytes(data.remaining());
            if (received.remaining() < data.remaining()) {
                ByteBuffer larger = ByteBuffer.allocate(2 * received.capacity() + data.remaining());
                received = larger.put(received.flip());
            }
            received.put(data);
            received.flip();
            while (hasMessage()) {
                readMessage();
            }
            received.compact();
        }

        private int typeBytes() {
            return isStarted ? 1 : 0;
        }

        private boolean hasMessage() {
            int start = received.position() + typeBytes();
            return received.limit() >= start + Integer.BYTES && received.limit() - start >= received.getInt(start);
        }

        private void readMessage() {
            char type = isStarted ? (char) received.get() : ' ';
            int length = received.getInt();
            int end = received.position() + length - Integer.BYTES;
            switch (type) {
                case ' ' -> isStarted = received.getInt() >>> Short.SIZE == MAJOR_VERSION;
                case 'P' -> prepared.put(text(), text());
                case 'B' -> {
                    String unusedPortal = text();
                    addStatement(prepared.getOrDefault(text(), ""));
                }
                case 'Q' -> addStatement(text());
                default -> {
                    // Executes nothing.
                }
            }
            received.position(end);
        }

        private String text() {
            int start = received.position();
            while (received.get() != 0) {
                // Until the terminating zero.
            }
            return new String(received.array(), start, received.position() - 1 - start, UTF_8);
        }
    }
}
