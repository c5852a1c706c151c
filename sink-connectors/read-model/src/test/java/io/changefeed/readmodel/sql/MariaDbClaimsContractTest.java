/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.databases.SharedDatabases;
import java.util.Map;

class MariaDbClaimsContractTest extends JdbcContract {
    MariaDbClaimsContractTest() {
        super(SharedDatabases.mariaDb(), Map.of());
    }
}
