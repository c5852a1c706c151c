/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** The compression of request bodies (property {@code request.compression}). */
public enum Compression {
    NONE {
        @Override
        public Body compress(Body body) {
            return body;
        }

        @Override
        public Optional<String> contentEncoding() {
            return Optional.empty();
        }
    },
    GZIP {
        @Override
        public Body compress(Body body) {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.content().length / 2);
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(body.content());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Body(body.contentType(), compressed.toByteArray());
        }

        @Override
        public Optional<String> contentEncoding() {
            return Optional.of("gzip");
        }
    };

    public abstract Body compress(Body body);

    /** The value of the {@code Content-Encoding} header; empty for none. */
    public abstract Optional<String> contentEncoding();
}
