/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

import io.changefeed.event.JsonSlice;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;

/**
 * Receives the body of a successful response instead of the AWS SDK, which still signs, sends and retries the request
 * and maps its errors. The SDK returns an empty response object, which must not be used.
 *
 * <p>The requests of a thread share one buffer, whatever the client: a response is valid until the next request of its
 * thread. A buffer keeps at most 8 MiB; a larger response is released with what refers to it. Not thread-safe.
 */
public final class ResponseBuffer {
    static final ExecutionAttribute<ResponseBuffer> ATTRIBUTE = new ExecutionAttribute<>("ChangefeedResponseBuffer");

    /** The response of GetRecords or Scan is at most 1 MB of items, usually less than 3 MB of JSON. */
    private static final int MAX_KEPT_BYTES = 8 << 20;

    private static final int INITIAL_BYTES = 64 << 10;

    private static final ThreadLocal<ResponseBuffer> OF_THREAD = ThreadLocal.withInitial(ResponseBuffer::new);

    private byte[] bytes = new byte[0];
    private int length;
    private boolean isComplete;

    ResponseBuffer() {}

    /** Returns the buffer of the current thread. Its memory is released when the thread ends. */
    public static ResponseBuffer ofThread() {
        return OF_THREAD.get();
    }

    /** Makes this buffer receive the response of a request. */
    public void receive(AwsRequestOverrideConfiguration.Builder request) {
        clear();
        request.putExecutionAttribute(ATTRIBUTE, this);
    }

    /**
     * Takes the body of the response, once. It is valid until the next request with this buffer.
     *
     * @throws SdkClientException if there is none; the request can be retried
     */
    public JsonSlice take() {
        if (!isComplete) {
            throw invalid("it has no body", null);
        }
        JsonSlice body = new JsonSlice(bytes, 0, length);
        clear();
        return body;
    }

    /** Discards the response, and an array that is too large to keep. */
    void clear() {
        isComplete = false;
        length = 0;
        if (bytes.length > MAX_KEPT_BYTES) {
            bytes = new byte[0];
        }
    }

    /** Reads a body to its end. */
    void fill(InputStream body) throws IOException {
        clear();
        while (true) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(INITIAL_BYTES, Math.multiplyExact(bytes.length, 2)));
            }
            int read = body.read(bytes, length, bytes.length - length);
            if (read < 0) {
                break;
            }
            length += read;
        }
        isComplete = true;
    }

    /** Returns the capacity, which is kept for the next request unless it is over the limit. */
    int capacity() {
        return bytes.length;
    }

    /** Returns an error of a response that was damaged or cut on its way. Its cause makes the request retryable. */
    static SdkClientException invalid(String problem, @Nullable IOException cause) {
        return SdkClientException.create(
                "The response of DynamoDB is invalid: " + problem, cause != null ? cause : new IOException(problem));
    }
}
