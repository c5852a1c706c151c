/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import java.sql.Driver;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The JDBC drivers beside the plugin. */
public final class Drivers {
    /** Where each database's own driver is to be had. */
    private static final Map<String, String> ARTIFACTS = Map.of(
            "jdbc:postgresql:", "org.postgresql:postgresql",
            "jdbc:mariadb:", "org.mariadb.jdbc:mariadb-java-client",
            "jdbc:mysql:", "com.mysql:mysql-connector-j");

    private Drivers() {}

    /** Whether a URL is one of a database that is supported. */
    public static boolean isSupported(String url) {
        return ARTIFACTS.keySet().stream().anyMatch(url::startsWith);
    }

    /** The driver for a URL; empty when there is none on the plugin's class path. */
    public static Optional<Driver> find(String url) {
        return ServiceLoader.load(Driver.class, Drivers.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(driver -> accepts(driver, url))
                .findFirst();
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }

    /** What to do where {@link #find} finds none. */
    public static String missing(String url) {
        String artifact = ARTIFACTS.entrySet().stream()
                .filter(entry -> url.startsWith(entry.getKey()))
                .map(entry -> ", for this URL the jar of " + entry.getValue())
                .findFirst()
                .orElse("");
        return "There is no JDBC driver for it. Put the driver's jar into the directory of the plugin" + artifact
                + ", and restart the worker.";
    }
}
