/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;

/**
 * Parses JSON in UTF-8 from bytes, and knows the position of each token in bytes.
 *
 * <p>This takes a table of names. A parser that finds a new name copies the table of all parsers, so a table of many
 * names would be expensive for items whose names are data, such as identifiers. It starts anew after {@link #MAX_NAMES}.
 * For the same reason, names whose hashes collide are no error.
 */
final class Utf8JsonFactory extends JsonFactory {
    private static final long serialVersionUID = 1;

    /** More than the attributes of most tables have together. The table then takes about 40 KB. */
    private static final int MAX_NAMES = 500;

    private transient volatile ByteQuadsCanonicalizer names = ByteQuadsCanonicalizer.createRoot();

    Utf8JsonFactory(JsonFactoryBuilder builder) {
        super(builder.disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW));
    }

    @Override
    protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context) {
        if (names.size() > MAX_NAMES) {
            names = ByteQuadsCanonicalizer.createRoot();
        }
        return new UTF8StreamJsonParser(
                context,
                _parserFeatures,
                null,
                _objectCodec,
                names.makeChild(_factoryFeatures),
                data,
                offset,
                offset + length,
                0,
                false);
    }
}
