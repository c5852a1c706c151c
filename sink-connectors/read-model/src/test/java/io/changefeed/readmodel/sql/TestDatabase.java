/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.SharedDatabases;

/** The databases that the tests run with. */
public enum TestDatabase {
    POSTGRESQL(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'changefeed'",
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'changefeed' AND wait_event_type = 'Lock'"),
    MARIADB(
            "SELECT count(*) FROM information_schema.processlist WHERE user = 'changefeed' AND id <> connection_id()",
            "SELECT count(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'");

    private final String sessions;
    private final String lockWaits;

    TestDatabase(String sessions, String lockWaits) {
        this.sessions = sessions;
        this.lockWaits = lockWaits;
    }

    public DatabaseServer server() {
        return this == POSTGRESQL ? SharedDatabases.postgreSql() : SharedDatabases.mariaDb();
    }

    /** The query for the number of sessions of row stores. */
    String sessions() {
        return sessions;
    }

    /** The query for the number of sessions of row stores that wait for a lock. */
    String lockWaits() {
        return lockWaits;
    }

    /** The expression for a time column in the format of events, in UTC. */
    public String time(String column) {
        return this == POSTGRESQL
                ? "to_char(" + column + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                : "date_format(" + column + ", '%Y-%m-%dT%H:%i:%s.%fZ')";
    }
}
