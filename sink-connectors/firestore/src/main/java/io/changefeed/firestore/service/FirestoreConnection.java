/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.auth.Credentials;
import java.util.Optional;

/**
 * Which database, and how it is reached.
 *
 * @param emulatorHost host and port of an emulator, which takes no credentials; empty for Google's service
 * @param credentials empty for an emulator, or to take those of the environment
 */
public record FirestoreConnection(
        String projectId, String databaseId, Optional<String> emulatorHost, Optional<Credentials> credentials) {
    /** The database's resource name. */
    String database() {
        return "projects/" + projectId + "/databases/" + databaseId;
    }

    /** The resource name of a document. */
    String resource(String document) {
        return database() + "/documents/" + document;
    }
}
