/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import java.sql.Driver;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The JDBC drivers on the plugin's class path. */
public final class JdbcDrivers {
    /** The Maven coordinates of each database's own driver, by URL prefix. */
    private static final Map<String, String> ARTIFACTS = Map.of(
            "jdbc:postgresql:", "org.postgresql:postgresql",
            "jdbc:mariadb:", "org.mariadb.jdbc:mariadb-java-client",
            "jdbc:mysql:", "com.mysql:mysql-connector-j");

    private JdbcDrivers() {}

    /** Whether a URL belongs to a supported database. */
    public static boolean isSupported(String url) {
        return ARTIFACTS.keySet().stream().anyMatch(url::startsWith);
    }

    /** The driver for a URL; empty if it is not installed. */
    public static Optional<Driver> find(String url) {
        return ServiceLoader.load(Driver.class, JdbcDrivers.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(driver -> accepts(driver, url))
                .findFirst();
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException | IllegalArgumentException e) {
            // The driver cannot parse the URL.
            return false;
        }
    }

    /** The message for a URL whose driver is not installed. */
    public static String missingDriverMessage(String url) {
        String artifact = ARTIFACTS.entrySet().stream()
                .filter(entry -> url.startsWith(entry.getKey()))
                .map(entry -> " (" + entry.getValue() + ")")
                .findFirst()
                .orElse("");
        return "No JDBC driver for this URL is installed. Copy the driver's JAR file" + artifact
                + " to the plugin directory and restart the worker.";
    }
}
