/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import org.jspecify.annotations.Nullable;

/** Converts NULL to null for all types. */
final class Nulls {
    private Nulls() {}

    static @Nullable Object convert(FieldType type, ItemValue value, Path path) {
        return value instanceof ItemValue.Null ? null : type.convert(value, path);
    }
}
