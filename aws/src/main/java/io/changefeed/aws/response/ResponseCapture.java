/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Reads the bodies of successful responses into the {@link ResponseBuffer} of their request. Other requests and error
 * responses are left to the SDK.
 *
 * <p>The SDK verifies the checksum and decompresses the body after all interceptors, so this class does both. It calls
 * {@link #modifyHttpResponseContent} with the response before {@link #modifyHttpResponse} removed the headers.
 */
public final class ResponseCapture implements ExecutionInterceptor {
    private static final String CHECKSUM = "x-amz-crc32";
    private static final String ENCODING = "Content-Encoding";
    private static final byte[] EMPTY_OBJECT = "{}".getBytes(UTF_8);
    private static final int SKIPPED_BYTES = 512;

    /** Called before each attempt. */
    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        Optional.ofNullable(attributes.getAttribute(ResponseBuffer.ATTRIBUTE)).ifPresent(ResponseBuffer::clear);
    }

    @Override
    public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        SdkHttpResponse response = context.httpResponse();
        return isCaptured(response, attributes)
                ? response.toBuilder()
                        .removeHeader(CHECKSUM)
                        .removeHeader(ENCODING)
                        .build()
                : response;
    }

    /** @throws software.amazon.awssdk.core.exception.SdkClientException if the body is cut or damaged */
    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        Optional<InputStream> body = context.responseBody();
        if (body.isEmpty() || !isCaptured(context.httpResponse(), attributes)) {
            return body;
        }
        read(context.httpResponse(), body.get(), attributes.getAttribute(ResponseBuffer.ATTRIBUTE));
        return Optional.of(new ByteArrayInputStream(EMPTY_OBJECT));
    }

    private static boolean isCaptured(SdkHttpResponse response, ExecutionAttributes attributes) {
        return response.isSuccessful() && attributes.getAttribute(ResponseBuffer.ATTRIBUTE) != null;
    }

    private static void read(SdkHttpResponse response, InputStream body, ResponseBuffer buffer) {
        CRC32 checksum = new CRC32();
        try {
            readBody(response, new CheckedInputStream(body, checksum), buffer);
            Optional<String> expected = response.firstMatchingHeader(CHECKSUM);
            if (expected.isPresent() && !expected.get().equals(Long.toString(checksum.getValue()))) {
                throw new IOException("wrong CRC32 checksum");
            }
            body.close();
        } catch (IOException e) {
            buffer.clear();
            // Closing would read the rest of the body.
            if (body instanceof Abortable connection) {
                connection.abort();
            }
            throw ResponseBuffer.invalid(String.valueOf(e.getMessage()), e);
        }
    }

    private static void readBody(SdkHttpResponse response, InputStream body, ResponseBuffer buffer) throws IOException {
        boolean isCompressed =
                response.firstMatchingHeader(ENCODING).filter("gzip"::equals).isPresent();
        buffer.fill(isCompressed ? new GZIPInputStream(body) : body);
        // The checksum is that of the compressed body, whose last bytes a decompressor may leave.
        byte[] rest = new byte[SKIPPED_BYTES];
        while (body.read(rest) >= 0) {
            // Read for the checksum.
        }
    }
}
