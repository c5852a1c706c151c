/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentMask;
import com.google.firestore.v1.Write;
import io.changefeed.firestore.value.FieldNames;
import io.changefeed.firestore.write.DocumentWrite;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Converts writes to the protobuf messages of the Firestore API. */
final class WriteProtos {
    private WriteProtos() {}

    static Write write(DocumentWrite write, FirestoreConnection connection) {
        if (write instanceof DocumentWrite.Put put) {
            Write.Builder update = Write.newBuilder()
                    .setUpdate(Document.newBuilder()
                            .setName(connection.resource(put.document()))
                            .putAllFields(put.fields()));
            put.mask()
                    .ifPresent(fields -> update.setUpdateMask(DocumentMask.newBuilder()
                            .addAllFieldPaths(
                                    fields.stream().map(FieldNames::quoted).toList())));
            return update.build();
        }
        return Write.newBuilder()
                .setDelete(connection.resource(write.document()))
                .build();
    }

    /** Adds fields to the mask of a write. Those that it does not set are removed. */
    static Write withMasked(Collection<String> fields, Write write) {
        Set<String> mask = new LinkedHashSet<>(write.getUpdateMask().getFieldPathsList());
        fields.forEach(field -> mask.add(FieldNames.quoted(field)));
        return write.toBuilder()
                .setUpdateMask(DocumentMask.newBuilder().addAllFieldPaths(mask))
                .build();
    }
}
