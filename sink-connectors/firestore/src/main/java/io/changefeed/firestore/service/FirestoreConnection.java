/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.auth.Credentials;
import java.util.Optional;

/**
 * The database and the connection to it.
 *
 * @param emulatorHost host and port of an emulator; empty for Google's service
 * @param credentials empty for an emulator, or for the Application Default Credentials of the worker
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
