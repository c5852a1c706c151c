/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore;

import io.changefeed.delivery.DeliverySinkTask;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.firestore.config.FirestoreConfig;
import io.changefeed.firestore.config.WritesConfig;
import io.changefeed.firestore.service.FirestoreDestination;
import io.changefeed.firestore.service.StaleWriteGuard;
import io.changefeed.firestore.value.FirestoreValues;
import io.changefeed.firestore.write.DocumentWrites;
import java.util.Map;

/** Delivers change events to a Firestore database. */
public final class FirestoreSinkTask extends DeliverySinkTask<FirestoreConfig> {
    @Override
    protected FirestoreConfig config(Map<String, String> properties) {
        return new FirestoreConfig(properties);
    }

    @Override
    protected Destination<?> destination(FirestoreConfig config) {
        WritesConfig writes = config.writes();
        DocumentWrites documents = new DocumentWrites(
                config.documents().names(),
                new FirestoreValues(config.documents().numberMode()),
                config.documents().includeKeyFields(),
                writes.guard().map(StaleWriteGuard::field),
                writes.mergeField());
        return FirestoreDestination.open(
                config.connection().connection(), documents, writes.guard(), writes.rampUpTasks());
    }
}
