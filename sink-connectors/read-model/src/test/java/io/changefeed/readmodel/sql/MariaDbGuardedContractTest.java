/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.databases.SharedDatabases;
import java.util.Map;

class MariaDbGuardedContractTest extends JdbcContract {
    MariaDbGuardedContractTest() {
        super(SharedDatabases.mariaDb(), Map.of("deleted.column", "deleted_at"));
    }
}
