/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.databases.SharedDatabases;
import java.util.Map;

/** With versions in a separate table. */
class MariaDbContractTest extends JdbcContract {
    MariaDbContractTest() {
        super(SharedDatabases.mariaDb(), Map.of());
    }
}
