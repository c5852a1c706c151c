/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads and writes files in the format of {@link Properties}. */
final class PropertiesFile {
    private PropertiesFile() {}

    static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, String> read = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> read.put(name, properties.getProperty(name)));
        return read;
    }

    static Path write(Path file, Map<String, String> content) throws IOException {
        Properties properties = new Properties();
        properties.putAll(content);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "Generated at every start; changes are overwritten.");
        }
        return file;
    }
}
