/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.SharedDatabases;

/** The databases that every test of this package is run with. */
public enum TestServer {
    POSTGRESQL("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'changefeed'"),
    MARIADB("SELECT count(*) FROM information_schema.processlist WHERE user = 'changefeed' AND id <> connection_id()");

    private final String sessions;

    TestServer(String sessions) {
        this.sessions = sessions;
    }

    public DatabaseServer server() {
        return this == POSTGRESQL ? SharedDatabases.postgreSql() : SharedDatabases.mariaDb();
    }

    /** The query for how many sessions of stores there are. */
    String sessions() {
        return sessions;
    }

    /** A time in UTC as events have it, of a column. */
    public String time(String column) {
        return this == POSTGRESQL
                ? "to_char(" + column + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                : "date_format(" + column + ", '%Y-%m-%dT%H:%i:%s.%fZ')";
    }
}
