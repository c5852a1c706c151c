/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/** Calls GetRecords without the SDK and does not parse the pages, to measure the simulator alone. */
record RawPages(URI endpoint) implements PageSource {
    private static final byte[] EMPTY = "{\"Records\":[]".getBytes(US_ASCII);
    private static final String NEXT = "\"NextShardIterator\":\"";
    private static final int MAX_PAGE_BYTES = 16 << 20;
    /** The length of the end of a page that contains the iterator. */
    private static final int TAIL = 2_000;

    @Override
    public Caller caller() {
        byte[] buffer = new byte[MAX_PAGE_BYTES];
        return iterator -> page(iterator, buffer);
    }

    private Page page(String iterator, byte[] buffer) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setRequestProperty("X-Amz-Target", "DynamoDBStreams_20120810.GetRecords");
        connection.setDoOutput(true);
        byte[] body = ("{\"ShardIterator\":\"" + iterator + "\"}").getBytes(US_ASCII);
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int length;
        try (InputStream in = connection.getInputStream()) {
            length = in.readNBytes(buffer, 0, buffer.length);
        }
        if (Arrays.equals(buffer, 0, EMPTY.length, EMPTY, 0, EMPTY.length)) {
            return new Page(0, 0, Optional.empty());
        }
        String tail = new String(buffer, Math.max(0, length - TAIL), Math.min(length, TAIL), ISO_8859_1);
        int next = tail.indexOf(NEXT);
        return new Page(
                0,
                0,
                next < 0 ? Optional.empty() : Optional.of(tail.substring(next + NEXT.length(), tail.lastIndexOf('"'))));
    }
}
